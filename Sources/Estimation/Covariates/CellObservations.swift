public import CustomerData

/// Distinct observations of customers with covariates: those of a cell stand together, cells in order.
public struct CellObservations<Observations: ObservationTable>: Sendable {
  /// All observations.
  public let observations: Observations
  /// Where each cell's observations end.
  public let ends: [Int]

  /// - Parameters:
  ///   - observations: those of the first cell, then those of the second, and so on; a cell may have none.
  ///   - ends: one entry for each cell, ascending; the last is the number of observations.
  public init(observations: Observations, ends: [Int]) {
    precondition((ends.last ?? 0) == observations.count, "cells end at \(ends.last ?? 0) of \(observations.count)")
    self.observations = observations
    self.ends = ends
  }

  /// Number of cells.
  public var cells: Int { ends.count }

  /// The observations of a cell.
  public func range(_ cell: Int) -> Range<Int> { (cell == 0 ? 0 : ends[cell - 1])..<ends[cell] }

  /// About `size` observations drawn systematically, with the cells that have any left.
  func sample(_ size: Int) -> (sample: CellObservations, cells: [Int]) {
    let drawn = observations.sampled(size)
    var cells: [Int] = []
    var ends: [Int] = []
    var next = 0
    for cell in 0..<self.cells {
      let end = self.ends[cell]
      let first = next
      while next < drawn.indices.count && drawn.indices[next] < end { next += 1 }
      if next > first {
        cells.append(cell)
        ends.append(next)
      }
    }
    return (
      CellObservations(observations: observations.selecting(drawn.indices, weights: drawn.weights), ends: ends), cells
    )
  }

  /// The same with every scaled quantity divided by `scale`.
  func divided(by scale: Double) -> CellObservations {
    CellObservations(observations: observations.divided(by: scale), ends: ends)
  }
}
