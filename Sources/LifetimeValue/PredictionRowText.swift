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
    var columns: [PredictionColumn]
    let isShared: Bool
  }

  private let columns: [PredictionColumn]
  private let runs: [Run]
  private let groups: CustomerAttribute?

  init(_ columns: [PredictionColumn], groups: CustomerAttribute?) {
    var runs: [Run] = []
    for column in columns {
      let isShared = column.isSharedByOneTimeBuyers
      if let last = runs.indices.last, runs[last].isShared == isShared {
        runs[last].columns.append(column)
      } else {
        runs.append(Run(columns: [column], isShared: isShared))
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
      for column in columns { column.append(prediction, row: row, of: predictions, groups: groups, to: &block) }
      return block.endRow()
    }
    // A summary file may have a last purchase that is not the age before the observation end.
    let day = summary.lastDays.isEmpty ? 0 : summary.lastDays[row]
    let key = (summary.ages[row].bitPattern, UInt64(UInt32(bitPattern: day)))
    for (number, run) in runs.enumerated() {
      if run.isShared {
        block.append(recurringIn: number, key: key) { block in
          for column in run.columns { column.append(prediction, row: row, of: predictions, groups: groups, to: &block) }
        }
      } else {
        for column in run.columns { column.append(prediction, row: row, of: predictions, groups: groups, to: &block) }
      }
    }
    block.endRow()
  }
}

extension CustomerSummary {
  /// Whether age and last day tell all that the models know of the customer. Under `SpendBasis.all` the first purchase
  /// is part of the mean spend, and they do not.
  fileprivate func isOneTimeBuyer(_ row: Int) -> Bool {
    frequencies[row] == 0 && recencies[row] == 0 && (!hasSpend || spendCounts[row] == 0)
  }
}
