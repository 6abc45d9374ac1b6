public import CustomerData
import SpecialFunctions

/// Counts that a fitted model expects beside those that were seen: Pearson's chi-squared.
///
/// The reference distribution has as many degrees of freedom as there are free cells beyond the estimated parameters.
/// Cells in which fewer than five are expected are taken together with the one before them, as the approximation asks
/// for (Cochran 1954).
public struct GoodnessOfFit: Sendable, Equatable, Codable {
  /// One count.
  public struct Cell: Sendable, Equatable, Codable {
    /// What is counted: `0` repeat purchases, `left at 3`, ...
    public let label: String
    /// How many the model expects.
    public let expected: Double
    /// How many there were.
    public let actual: Double
  }

  /// All counts, as they are.
  public let cells: [Cell]
  /// The sum over cells of (actual - expected)^2 / expected.
  public let chiSquared: Double
  /// Free cells less estimated parameters; 0 where nothing is left to test.
  public let degreesOfFreedom: Int
  /// How probable a sum as large is if the model is true; nil without degrees of freedom.
  @NullWhenNil public private(set) var p: Double?

  /// - Parameters:
  ///   - groups: cells whose counts add up to a fixed number each.
  ///   - parameters: how many were estimated from these counts.
  init(groups: [[Cell]], parameters: Int) {
    var sum = 0.0
    var free = 0
    for group in groups {
      let merged = GoodnessOfFit.merged(group)
      for cell in merged where cell.expected > 0 {
        sum += (cell.actual - cell.expected) * (cell.actual - cell.expected) / cell.expected
      }
      free += max(merged.count - 1, 0)
    }
    cells = groups.flatMap(\.self)
    chiSquared = sum
    degreesOfFreedom = max(free - parameters, 0)
    p = degreesOfFreedom > 0 ? chiSquaredUpperTail(sum, degreesOfFreedom: degreesOfFreedom) : nil
  }

  private static func merged(_ group: [Cell]) -> [Cell] {
    var result: [Cell] = []
    for cell in group {
      if let last = result.last, last.expected < 5 || cell.expected < 5 {
        result[result.count - 1] = Cell(
          label: last.label, expected: last.expected + cell.expected, actual: last.actual + cell.actual)
      } else {
        result.append(cell)
      }
    }
    return result
  }
}
