import CustomerData
import DelimitedText
import Valuation

/// How the rows of a prediction file are put into text.
///
/// Most customers of most logs bought once, and nearly all that is to be said of them follows from the day on which they
/// did. Such fields that stand side by side are one run, whose text is copied from the last such customer.
struct PredictionRowText: Sendable {
  /// Fields side by side: of one-time buyers one text, or each on its own.
  private struct Run {
    var columns: Range<Int>
    let isShared: Bool
  }

  private let columns: [PredictionColumn]
  private let runs: [Run]
  private let groups: CustomerAttribute?

  init(_ columns: [PredictionColumn], groups: CustomerAttribute?) {
    var runs: [Run] = []
    for (position, column) in columns.enumerated() {
      let isShared = column.isSharedByOneTimeBuyers
      if let last = runs.indices.last, runs[last].isShared == isShared {
        runs[last].columns = runs[last].columns.lowerBound..<position + 1
      } else {
        runs.append(Run(columns: position..<position + 1, isShared: isShared))
      }
    }
    self.columns = columns
    self.groups = groups
    self.runs = runs
  }

  /// Appends a row.
  func append(_ prediction: Prediction, row: Int, of predictions: Predictions, to block: inout CSVBlock) {
    let summary = predictions.summary
    // With several models the day does not tell all.
    guard summary.isOneTimeBuyer(row) && predictions.hasOneModel else {
      append(columns.indices, prediction, row: row, of: predictions, to: &block)
      return block.endRow()
    }
    // A summary file may have a last purchase that is not the age before the observation end.
    let day = summary.lastDays.isEmpty ? 0 : summary.lastDays[row]
    let key = (summary.ages[row].bitPattern, UInt64(UInt32(bitPattern: day)))
    for number in runs.indices {
      let run = runs[number]
      if run.isShared {
        block.append(recurringIn: number, key: key) { block in
          append(run.columns, prediction, row: row, of: predictions, to: &block)
        }
      } else {
        append(run.columns, prediction, row: row, of: predictions, to: &block)
      }
    }
    block.endRow()
  }

  /// Appends some of the columns, by their positions: to go through arrays of them would count references in each row.
  @inline(__always)
  private func append(
    _ positions: Range<Int>, _ prediction: Prediction, row: Int, of predictions: Predictions,
    to block: inout CSVBlock
  ) {
    for position in positions {
      columns[position].append(prediction, row: row, of: predictions, groups: groups, to: &block)
    }
  }
}

extension CustomerSummary {
  /// Whether age and last day tell all that the models know of the customer. Under `SpendBasis.all` the first purchase
  /// is part of the mean spend, and they do not.
  fileprivate func isOneTimeBuyer(_ row: Int) -> Bool {
    frequencies[row] == 0 && recencies[row] == 0 && (!hasSpend || spendCounts[row] == 0)
  }
}
