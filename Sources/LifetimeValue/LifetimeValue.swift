// One import for programs: `import LifetimeValue` brings every public module of the package.
@_exported public import CustomerData
@_exported public import CustomerModels
@_exported public import DelimitedText
@_exported public import DenseLinearAlgebra
@_exported public import Estimation
@_exported public import Evaluation
@_exported public import Optimizers
@_exported public import Parallelism
@_exported public import SpecialFunctions
@_exported public import Valuation
