import Parallelism

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Brings the customers of all partitions into the order in which they first appear in the input.
///
/// Every customer's first row is a bit; a customer's place is the number of bits before its own. So each partition can
/// write its customers where they belong, on any thread. What has found its place is given back at once, so that a summary
/// of many customers is not in memory twice.
struct SummaryAssembly {
  /// Customers.
  let count: Int
  private let partitions: [LogPartition]
  private let parts: [PartitionSummary]
  private let threads: ThreadCount
  /// For each partition the places of its customers.
  private let places: [PartitionColumn<Int>]

  /// - Parameter rows: records of the input.
  init(_ partitions: [LogPartition], _ parts: [PartitionSummary], rows: Int, threads: ThreadCount) {
    self.partitions = partitions
    self.parts = parts
    self.threads = threads
    var bits = [UInt64](repeating: 0, count: rows / 64 + 1)
    for (partition, part) in zip(partitions, parts) {
      let (firstRecords, customers) = (partition.firstRecords, part.customers.values)
      for index in 0..<part.count {
        let record = firstRecords[Int(customers[index])]
        bits[record >> 6] |= 1 << UInt64(record & 63)
      }
    }
    var before = [Int](repeating: 0, count: bits.count)
    var sum = 0
    for word in bits.indices {
      before[word] = sum
      sum += bits[word].nonzeroBitCount
    }
    count = sum
    let (flags, ranks) = (bits, before)
    places = threads.map(parts.count) { index in
      let (partition, part) = (partitions[index], parts[index])
      let (firstRecords, customers) = (partition.firstRecords, part.customers.values)
      let column = PartitionColumn<Int>(capacity: part.count)
      let places = column.values
      for index in 0..<part.count {
        let record = firstRecords[Int(customers[index])]
        let earlier = flags[record >> 6] & (1 << UInt64(record & 63) - 1)
        places[index] = ranks[record >> 6] + earlier.nonzeroBitCount
      }
      partition.releaseFirstRecords()
      return column
    }
  }

  /// The ids, in order. Once only: the partitions' own are given back.
  func identifiers() -> CustomerIdentifiers {
    CustomerIdentifiers(count: count) { lengths in
      let target = Destination(lengths)
      threads.forEach(parts.count) { index in
        let (ids, customers, places) = (
          partitions[index].identifiers, parts[index].customers.values, places[index].values
        )
        for row in 0..<parts[index].count {
          target.buffer.initializeElement(at: places[row], to: ids[Int(customers[row])].count)
        }
      }
    } _: { bytes, ends in
      let target = Destination(bytes)
      nonisolated(unsafe) let ends = ends
      threads.forEach(parts.count) { index in
        let (ids, customers, places) = (
          partitions[index].identifiers, parts[index].customers.values, places[index].values
        )
        for row in 0..<parts[index].count {
          let id = ids[Int(customers[row])]
          UnsafeMutableRawPointer(target.buffer.baseAddress! + (ends[places[row]] - id.count))
            .copyMemory(from: id.baseAddress!, byteCount: id.count)
        }
        partitions[index].releaseAll()
        parts[index].customers.release()
      }
    }
  }

  /// A column of the parts, in order. Once only: theirs is given back.
  func column<Value: Sendable & BitwiseCopyable>(_ values: (PartitionSummary) -> PartitionColumn<Value>) -> [Value] {
    let sources = parts.map(values)
    return [Value](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      let target = Destination(buffer)
      threads.forEach(parts.count) { part in
        let (source, places) = (sources[part].values, places[part].values)
        for row in 0..<parts[part].count { target.buffer.initializeElement(at: places[row], to: source[row]) }
        sources[part].release()
      }
      initializedCount = count
    }
  }

  /// A column worked out from others, row by row.
  private func derivedColumn(_ value: (Int) -> Double) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      for row in 0..<count { buffer.initializeElement(at: row, to: value(row)) }
      initializedCount = count
    }
  }

  /// The summary of all customers. Once only.
  func summary(
    of identifiers: CustomerIdentifiers, unit: TimeUnit, observationEnd: CalendarDay, hasAmounts: Bool,
    logInterpurchaseSums: Bool
  ) -> CustomerSummary {
    var summary = CustomerSummary(unit: unit)
    summary.observationEnd = observationEnd
    summary.identifiers = identifiers
    summary.frequencies = column(\.frequencies)
    summary.firstDays = column(\.firstDays)
    summary.lastDays = column(\.lastDays)
    if hasAmounts {
      summary.spendCounts = column(\.spendCounts)
      summary.spendMeans = column(\.spendMeans)
      summary.totalSpends = column(\.totalSpends)
    } else {
      for part in parts {
        part.spendCounts.release()
        part.spendMeans.release()
        part.totalSpends.release()
      }
    }
    let days = unit.days
    if logInterpurchaseSums {
      // From days to the unit.
      let shift = log(days)
      summary.logInterpurchaseSums = column(\.logInterpurchaseSums)
      for row in 0..<count { summary.logInterpurchaseSums[row] -= Double(summary.frequencies[row]) * shift }
    }
    for column in places { column.release() }
    let (firstDays, lastDays) = (summary.firstDays, summary.lastDays)
    summary.recencies = derivedColumn { Double(lastDays[$0] - firstDays[$0]) / days }
    summary.ages = derivedColumn { Double(observationEnd.daysSince1970 - firstDays[$0]) / days }
    return summary
  }
}

/// Memory that several threads write, each where it alone does.
private struct Destination<Value>: @unchecked Sendable {
  let buffer: UnsafeMutableBufferPointer<Value>

  init(_ buffer: UnsafeMutableBufferPointer<Value>) { self.buffer = buffer }
}
