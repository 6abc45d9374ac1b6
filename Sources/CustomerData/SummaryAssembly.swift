import Parallelism

/// Brings the customers of all partitions into the order in which they first appear in the input.
///
/// Every customer's first row is a bit; a customer's place is the number of bits before its own. So each partition can
/// write its customers where they belong, on any thread.
struct SummaryAssembly {
  /// Customers.
  let count: Int
  private let partitions: [LogPartition]
  private let parts: [PartitionSummary]
  private let threads: ThreadCount
  /// For each partition the places of its customers.
  private let places: [[Int]]

  /// - Parameter rows: records of the input.
  init(_ partitions: [LogPartition], _ parts: [PartitionSummary], rows: Int, threads: ThreadCount) {
    self.partitions = partitions
    self.parts = parts
    self.threads = threads
    var bits = [UInt64](repeating: 0, count: rows / 64 + 1)
    for (partition, part) in zip(partitions, parts) {
      for customer in part.customers {
        let record = partition.firstRecord(Int(customer))
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
      parts[index].customers.map { customer in
        let record = partitions[index].firstRecord(Int(customer))
        return ranks[record >> 6] + (flags[record >> 6] & (1 << UInt64(record & 63) - 1)).nonzeroBitCount
      }
    }
  }

  /// A column of the parts, in order.
  func column<Value: Sendable & BitwiseCopyable>(_ values: (PartitionSummary) -> [Value]) -> [Value] {
    let sources = parts.map(values)
    return [Value](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      let target = Destination(buffer)
      threads.forEach(parts.count) { part in
        for (value, place) in zip(sources[part], places[part]) { target.buffer.initializeElement(at: place, to: value) }
      }
      initializedCount = count
    }
  }

  /// The summary of all customers.
  func summary(unit: TimeUnit, observationEnd: CalendarDay, hasAmounts: Bool) -> CustomerSummary {
    var summary = CustomerSummary(unit: unit)
    summary.observationEnd = observationEnd
    summary.frequencies = column(\.frequencies)
    summary.firstDays = column(\.firstDays)
    summary.lastDays = column(\.lastDays)
    let days = unit.days
    summary.recencies = zip(summary.firstDays, summary.lastDays).map { Double($1 - $0) / days }
    summary.ages = summary.firstDays.map { Double(observationEnd.daysSince1970 - $0) / days }
    if hasAmounts {
      summary.spendCounts = column(\.spendCounts)
      summary.spendMeans = column(\.spendMeans)
      summary.totalSpends = column(\.totalSpends)
    }
    summary.identifiers = identifiers()
    return summary
  }

  private func identifiers() -> CustomerIdentifiers {
    var lengths = [Int](repeating: 0, count: count)
    for index in parts.indices {
      for (customer, place) in zip(parts[index].customers, places[index]) {
        lengths[place] = partitions[index].identifier(Int(customer)).count
      }
    }
    return CustomerIdentifiers(lengths: lengths) { bytes, ends in
      let target = Destination(bytes)
      let starts = ends
      threads.forEach(parts.count) { index in
        for (customer, place) in zip(parts[index].customers, places[index]) {
          let id = partitions[index].identifier(Int(customer))
          if let source = id.baseAddress {
            UnsafeMutableRawPointer(target.buffer.baseAddress! + (starts[place] - id.count))
              .copyMemory(from: source, byteCount: id.count)
          }
        }
      }
    }
  }
}

/// Memory that several threads write, each where it alone does.
private struct Destination<Value>: @unchecked Sendable {
  let buffer: UnsafeMutableBufferPointer<Value>

  init(_ buffer: UnsafeMutableBufferPointer<Value>) { self.buffer = buffer }
}
