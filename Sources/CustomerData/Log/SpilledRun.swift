import DelimitedText

/// What a partition held when it was written to a temporary file: its customers, then its records, as they lay in memory.
struct SpilledRun: Sendable {
  /// Where it starts.
  let offset: Int
  let customers: Int
  let identifierBytes: Int
  let records: Int

  /// Ends of the ids, first records, bytes of the ids.
  var customerByteCount: Int { (2 * customers + 1) * MemoryLayout<Int>.stride + identifierBytes }
  var byteCount: Int { customerByteCount + records * MemoryLayout<LogRecord>.stride }
}

extension PartitionContent {
  /// Writes everything to a file.
  func spill(to file: ScratchFile) throws(DataError) -> SpilledRun {
    var run = SpilledRun(
      offset: 0, customers: identifiers.count, identifierBytes: identifiers.byteCount, records: recordCount)
    run = SpilledRun(
      offset: file.reserve(run.byteCount), customers: run.customers, identifierBytes: run.identifierBytes,
      records: run.records)
    var offset = run.offset
    func write(_ bytes: UnsafeRawBufferPointer) throws(DataError) {
      try file.write(bytes, at: offset)
      offset += bytes.count
    }
    try write(identifiers.endBytes)
    try write(UnsafeRawBufferPointer(UnsafeBufferPointer(start: firstRecords.base, count: run.customers)))
    try write(identifiers.allBytes)
    var left = recordCount
    for chunk in chunks {
      let count = min(left, LogChunk.size)
      try write(UnsafeRawBufferPointer(UnsafeBufferPointer(start: chunk.records, count: count)))
      left -= count
    }
    return run
  }

  /// Takes the customers and records of a run, which come after all that is held.
  mutating func restore(_ run: SpilledRun, from file: ScratchFile) throws(DataError) {
    let numbers = MappedMemory<UInt32>(capacity: run.customers + 1)
    do {
      // Ids are compared in whole words, past their ends.
      let memory = MappedMemory<UInt64>(capacity: run.customerByteCount / 8 + 2)
      let bytes = UnsafeMutableRawBufferPointer(start: memory.base, count: run.customerByteCount)
      try file.read(into: bytes, at: run.offset)
      let ends = UnsafeRawPointer(memory.base).assumingMemoryBound(to: Int.self)
      let records = ends + (run.customers + 1)
      let text = UnsafeRawPointer(records + run.customers)
      for customer in 0..<run.customers {
        let id = text + ends[customer]
        let key = IdentifierKey(id, length: ends[customer + 1] - ends[customer], place: 0)
        numbers.base[customer] = UInt32(
          truncatingIfNeeded: number(of: key, text: id, firstRecord: records[customer]))
      }
    }
    let buffer = MappedMemory<LogRecord>(capacity: LogChunk.size)
    var offset = run.offset + run.customerByteCount
    var left = run.records
    while left > 0 {
      let count = min(left, LogChunk.size)
      let records = UnsafeMutableBufferPointer(start: buffer.base, count: count)
      try file.read(into: UnsafeMutableRawBufferPointer(records), at: offset)
      for var record in records {
        record.customer = numbers.base[Int(record.customer)]
        append(record)
      }
      offset += count * MemoryLayout<LogRecord>.stride
      left -= count
    }
  }
}
