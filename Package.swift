// swift-tools-version: 6.2
import PackageDescription

/// Language features on for every Swift target: explicit existentials, imports internal unless said
/// otherwise, members visible only from imported modules.
let swiftSettings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
  // With LIFETIMEVALUE_STRICT set a warning is an error; a user with a newer compiler does not set it.
  + (Context.environment["LIFETIMEVALUE_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)])

/// The Swift modules, lowest first, with the modules each may import.
/// `Tests/ArchitectureTests` holds the sources against this list.
let modules: [(name: String, imports: [String])] = [
  ("Parallelism", []),
  ("SpecialFunctions", []),
  ("DenseLinearAlgebra", ["_CLAPACK"]),
  ("Optimizers", ["DenseLinearAlgebra"]),
  ("DelimitedText", ["_CZlib", "Parallelism"]),
  ("CustomerData", ["_CPrefetch", "DelimitedText", "Parallelism"]),
  ("CustomerModels", ["_CVectorMath", "SpecialFunctions", "CustomerData"]),
  ("Estimation", ["CustomerModels", "CustomerData", "Optimizers", "DenseLinearAlgebra", "Parallelism"]),
  ("Valuation", ["CustomerModels", "CustomerData", "SpecialFunctions", "Parallelism"]),
  (
    "Evaluation",
    ["Estimation", "Valuation", "CustomerModels", "CustomerData", "Parallelism", "SpecialFunctions"]
  ),
  (
    "LifetimeValue",
    [
      "SpecialFunctions", "DenseLinearAlgebra", "Optimizers", "DelimitedText", "CustomerData", "CustomerModels",
      "Estimation", "Valuation", "Evaluation", "Parallelism",
    ]
  ),
]

/// One test target per module with code to test, one for the built tool, one for the shape of the sources.
let testModules = [
  "Parallelism", "SpecialFunctions", "DenseLinearAlgebra", "Optimizers", "DelimitedText", "CustomerData",
  "CustomerModels", "Estimation", "Valuation", "Evaluation", "LifetimeValue", "Command", "Architecture", "VectorMath",
]

let package = Package(
  name: "LifetimeValue",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "LifetimeValue", targets: ["LifetimeValue"]),
    .executable(name: "clv", targets: ["CLVCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
  ],
  targets: [
    .systemLibrary(
      name: "_CLAPACK", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev", "liblapack-dev"]), .brew(["openblas"])]),
    .systemLibrary(name: "_CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(name: "_CPrefetch"),
    .target(name: "_CVectorMath"),
  ]
    + modules.map { module in
      .target(
        name: module.name, dependencies: module.imports.map { .byName(name: $0) }, swiftSettings: swiftSettings)
    }
    + [
      .executableTarget(
        name: "CLVCommand",
        dependencies: ["LifetimeValue", .product(name: "ArgumentParser", package: "swift-argument-parser")],
        swiftSettings: swiftSettings)
    ]
    + testModules.map { name in
      .testTarget(
        name: "\(name)Tests",
        dependencies: ["TestSupport", "_CVectorMath"] + (name == "Command" ? ["CLVCommand"] : [])
          + modules.map { .byName(name: $0.name) },
        swiftSettings: swiftSettings)
    }
    + [.target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: swiftSettings)],
  swiftLanguageModes: [.v6]
)
