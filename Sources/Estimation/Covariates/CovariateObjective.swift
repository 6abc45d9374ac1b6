import CustomerData
import CustomerModels
import DenseLinearAlgebra
import Optimizers
import Parallelism

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The penalised mean log-likelihood of customers with covariates, as a function of log-parameters and coefficients.
///
/// For every cell the model's own value l, gradient g (k) and Hessian H (k x k) are summed at the cell's parameters: in
/// tables where the cell has many observations, one by one where it has few. What coefficients add is linear algebra on
/// blocks of cells. With Z_u the columns of the coefficients whose loadings are u:
/// ```
/// gradient           Z_u' (g u)
/// Hessian, eta_0     (H u)' Z_u
/// Hessian, u and v   Z_u' diag(u' H v) Z_v
/// ```
/// Blocks are cut by the data alone and their sums added in order, so the bits do not depend on the number of threads.
struct CovariateObjective<Model: ParametricModel>: SecondOrderObjective {
  /// Observations of a cell from which tables pay.
  private static var observationsWorthTables: Int { 256 }

  let design: CovariateDesign
  let data: CellObservations<Model.Observations>
  let likelihood: Model.Likelihood
  let weights: [Double]
  let totalWeight: Double
  var threads: ThreadCount
  /// Coefficients with the same loadings.
  let directions: [CovariateBlock.Direction]
  /// Blocks of cells, with the columns of each direction.
  let blocks: [CovariateBlock]
  /// Parts into which the sum over blocks is cut.
  private let parts: Blocks
  private let largeCells: [Int]
  private let largeCellNumbers: [Int: Int]

  init(_ data: CellObservations<Model.Observations>, design: CovariateDesign, threads: ThreadCount) {
    precondition(data.cells == design.cells, "\(data.cells) cells of data, \(design.cells) of the design")
    self.data = data
    self.design = design
    self.threads = threads
    likelihood = Model.likelihood(of: data.observations)
    weights = data.observations.weights
    totalWeight = data.observations.totalWeight
    directions = CovariateBlock.directions(design)
    blocks = CovariateBlock.all(design, directions, sizes: (0..<data.cells).map { data.range($0).count })
    parts = Blocks(blocks.count, of: max(1, (blocks.count + 63) / 64))
    largeCells = (0..<data.cells).filter { data.range($0).count >= Self.observationsWorthTables }
    largeCellNumbers = Dictionary(uniqueKeysWithValues: largeCells.enumerated().map { ($0.element, $0.offset) })
  }

  /// k.
  var parameterCount: Int { Model.parameterDescriptions.count }
  var dimension: Int { parameterCount + design.coefficients.count }

  func expansion(at point: [Double]) -> QuadraticExpansion {
    guard let sum = total(at: point) else {
      return QuadraticExpansion(
        value: .nan, gradient: Array(repeating: .nan, count: dimension),
        hessian: Matrix(rows: dimension, columns: dimension))
    }
    var value = sum.value / totalWeight
    var gradient = sum.gradient.map { $0 / totalWeight }
    var hessian = sum.hessian
    for index in hessian.elements.indices { hessian.elements[index] /= totalWeight }
    for (index, coefficient) in design.coefficients.enumerated() where coefficient.penalty > 0 {
      let place = parameterCount + index
      value -= coefficient.penalty * point[place] * point[place]
      gradient[place] -= 2 * coefficient.penalty * point[place]
      hessian[place, place] -= 2 * coefficient.penalty
    }
    return QuadraticExpansion(value: value, gradient: gradient, hessian: hessian)
  }

  /// The log-likelihood with its derivatives, without penalty; nil where a cell's parameters leave the range of doubles.
  func total(at point: [Double]) -> CovariateSum? {
    guard let large = largeCellJets(at: point) else { return nil }
    return sum { block in
      guard let models = models(block, at: point) else { return nil }
      var gradients = Matrix(rows: block.cells.count, columns: parameterCount)
      var hessians = Matrix(rows: block.cells.count, columns: parameterCount * (parameterCount + 1) / 2)
      var value = 0.0
      var jet = LikelihoodJet(parameterCount: parameterCount)
      for (row, cell) in block.cells.enumerated() {
        var cellJet = LikelihoodJet(parameterCount: parameterCount)
        if let number = largeCellNumbers[cell] {
          cellJet = large[number]
        } else {
          for observation in data.range(cell) {
            likelihood.evaluate(observation, at: models[row], into: &jet)
            cellJet.add(jet, weight: weights[observation])
          }
        }
        value += cellJet.value
        for index in cellJet.gradient.indices { gradients[row, index] = cellJet.gradient[index] }
        for index in cellJet.hessian.indices { hessians[row, index] = cellJet.hessian[index] }
      }
      return block.sum(
        value: value, gradients: gradients, symmetric: hessians, directions: directions, dimension: dimension)
    }
  }

  /// The mean over customers of s s', s the gradient of one customer in log-parameters and coefficients.
  func meanSquaredGradient(at point: [Double]) -> Matrix {
    let evaluators = largeCells.map { cell in model(ofCell: cell, at: point).map { likelihood.evaluator(at: $0) } }
    let all = sum { block in
      guard let models = models(block, at: point) else { return nil }
      var squares = Matrix(rows: block.cells.count, columns: parameterCount * (parameterCount + 1) / 2)
      var jet = LikelihoodJet(parameterCount: parameterCount)
      for (row, cell) in block.cells.enumerated() {
        let evaluator = largeCellNumbers[cell].flatMap { evaluators[$0] }
        for observation in data.range(cell) {
          if let evaluator {
            evaluator.evaluate(observation, into: &jet)
          } else {
            likelihood.evaluate(observation, at: models[row], into: &jet)
          }
          for i in 0..<parameterCount {
            let scaled = weights[observation] * jet.gradient[i]
            for j in 0...i { squares[row, LikelihoodJet.packed(i, j)] += scaled * jet.gradient[j] }
          }
        }
      }
      return block.sum(
        value: 0, gradients: Matrix(rows: block.cells.count, columns: parameterCount), symmetric: squares,
        directions: directions, dimension: dimension)
    }
    var mean = all?.hessian ?? Matrix(rows: dimension, columns: dimension)
    for index in mean.elements.indices { mean.elements[index] /= totalWeight }
    return mean
  }

  /// The model of a cell; nil where its parameters leave the range of doubles.
  func model(ofCell cell: Int, at point: [Double]) -> Model? {
    var eta = Array(point.prefix(parameterCount))
    for (index, coefficient) in design.coefficients.enumerated() {
      let shift = point[parameterCount + index] * design.values[cell, coefficient.column]
      for row in eta.indices { eta[row] += shift * coefficient.loadings[row] }
    }
    return try? Model(parameters: eta.map { exp($0) })
  }

  private func models(_ block: CovariateBlock, at point: [Double]) -> [Model]? {
    let shifts = block.shifts(
      directions.map { $0.coefficients.map { point[parameterCount + $0] } })
    var models: [Model] = []
    models.reserveCapacity(block.cells.count)
    var parameters = Array(repeating: 0.0, count: parameterCount)
    for row in 0..<block.cells.count {
      for index in parameters.indices {
        var eta = point[index]
        for (number, direction) in directions.enumerated() { eta += shifts[number][row] * direction.loadings[index] }
        parameters[index] = exp(eta)
      }
      guard let model = try? Model(parameters: parameters) else { return nil }
      models.append(model)
    }
    return models
  }

  /// The jets of the cells worth tables.
  private func largeCellJets(at point: [Double]) -> [LikelihoodJet]? {
    let evaluators = threads.map(largeCells.count) { number in
      model(ofCell: largeCells[number], at: point).map { likelihood.evaluator(at: $0) }
    }
    guard evaluators.allSatisfy({ $0 != nil }) else { return nil }
    var pieces: [(number: Int, range: Range<Int>)] = []
    for (number, cell) in largeCells.enumerated() {
      let range = data.range(cell)
      for piece in Blocks(range.count, of: 1024) {
        pieces.append((number, range.lowerBound + piece.lowerBound..<range.lowerBound + piece.upperBound))
      }
    }
    let sums = threads.map(pieces.count) { [pieces] index in
      var sum = LikelihoodJet(parameterCount: parameterCount)
      evaluators[pieces[index].number]!.accumulate(pieces[index].range, into: &sum)
      return sum
    }
    var jets = Array(repeating: LikelihoodJet(parameterCount: parameterCount), count: largeCells.count)
    for (piece, sum) in zip(pieces, sums) { jets[piece.number].add(sum) }
    return jets
  }

  /// The sum over blocks, each part on one thread, added in order; nil where a block has none.
  private func sum(_ ofBlock: @Sendable (CovariateBlock) -> CovariateSum?) -> CovariateSum? {
    let sums = threads.map(parts.count) { part -> CovariateSum? in
      var sum = CovariateSum(dimension: dimension)
      for block in parts[part] {
        guard let addend = ofBlock(blocks[block]) else { return nil }
        sum.add(addend)
      }
      return sum
    }
    var total = CovariateSum(dimension: dimension)
    for sum in sums {
      guard let sum else { return nil }
      total.add(sum)
    }
    return total
  }
}
