public import DelimitedText
import Parallelism
public import Valuation

extension CohortProjection {
  /// Writes projections as CSV: `[cohort,]period, expected_active, expected_active_low, expected_active_high,
  /// retention_rate, survival`. The interval is empty where the fit has no standard errors.
  ///
  /// - Parameter sink: takes the bytes; call its `finish` afterwards.
  public static func write(
    _ projections: [CohortProjection], to sink: any ByteSink, format: CSVFormat = CSVFormat()
  ) throws(OutputError) {
    let writer = CSVWriter(sink, format: format)
    let hasNames = projections.contains { $0.cohort != nil }
    try writer.writeHeader(
      (hasNames ? ["cohort"] : []) + [
        "period", "expected_active", "expected_active_low", "expected_active_high", "retention_rate", "survival",
      ])
    try writer.writeRows(projections.count, threads: ThreadCount(1)) { range, block in
      for projection in projections[range] {
        for period in projection.periods {
          if hasNames { block.append(projection.cohort ?? "") }
          block.append(period.period)
          block.append(period.active)
          block.append(period.interval?.lowerBound ?? .nan)
          block.append(period.interval?.upperBound ?? .nan)
          block.append(period.retention)
          block.append(period.survival)
          block.endRow()
        }
      }
    }
  }
}
