import DelimitedText

/// What a partition held when it was written to a temporary file: who its customers are, the texts of their ids, its records.
/// What the customers did follows from the records.
struct SpilledRun: Sendable {
  /// Where it starts.
  let offset: Int
  let customers: Int
  let textBytes: Int
  let records: Int

  var customerBytes: Int { customers * MemoryLayout<SpilledCustomer>.stride }
  var byteCount: Int { customerBytes + textBytes + records * MemoryLayout<LogRecord>.stride }
}

/// Who a customer is, as `CustomerHistory` has it.
struct SpilledCustomer: BitwiseCopyable {
  let word: UInt64
  let firstRecord: Int
  let idLength: Int

  init(_ history: CustomerHistory) {
    word = history.word
    firstRecord = history.firstRecord
    idLength = history.idLength
  }
}

extension PartitionContent {
  /// Writes everything to a file.
  func spill(to file: ScratchFile) throws(DataError) -> SpilledRun {
    let (customers, texts) = (customers.count, customers.texts.count)
    let size = SpilledRun(offset: 0, customers: customers, textBytes: texts, records: records.count).byteCount
    let run = SpilledRun(
      offset: file.reserve(size), customers: customers, textBytes: texts, records: records.count)
    var offset = run.offset
    func write(_ bytes: UnsafeRawBufferPointer) throws(DataError) {
      try file.write(bytes, at: offset)
      offset += bytes.count
    }
    let buffer = MappedMemory<SpilledCustomer>(capacity: PiecedArray<CustomerHistory>.pieceLength)
    try self.customers.histories.forEachPiece { (piece) throws(DataError) in
      for (index, history) in piece.enumerated() { buffer.base[index] = SpilledCustomer(history) }
      try write(UnsafeRawBufferPointer(UnsafeBufferPointer(start: buffer.base, count: piece.count)))
    }
    try write(UnsafeRawBufferPointer(start: self.customers.texts.base, count: texts))
    try records.forEachPiece { (piece) throws(DataError) in try write(UnsafeRawBufferPointer(piece)) }
    return run
  }

  /// Takes the customers and records of a run, which come after all that is held.
  mutating func restore(_ run: SpilledRun, from file: ScratchFile) throws(DataError) {
    let numbers = MappedMemory<UInt32>(capacity: run.customers + 1)
    do {
      let customers = MappedMemory<SpilledCustomer>(capacity: run.customers + 1)
      // Ids are compared in whole words, past their ends.
      let texts = MappedMemory<UInt8>(capacity: run.textBytes + 8)
      try file.read(
        into: UnsafeMutableRawBufferPointer(start: customers.base, count: run.customerBytes), at: run.offset)
      try file.read(
        into: UnsafeMutableRawBufferPointer(start: texts.base, count: run.textBytes), at: run.offset + run.customerBytes
      )
      for index in 0..<run.customers {
        let customer = customers.base + index
        let id = CustomerTable.identifier(
          word: UnsafeRawPointer(customer), length: customer.pointee.idLength, texts: texts.base)
        let key = IdentifierKey(id.baseAddress!, length: id.count, place: 0)
        numbers.base[index] = UInt32(
          truncatingIfNeeded: number(of: key, text: id.baseAddress!, firstRecord: customer.pointee.firstRecord))
      }
    }
    let length = PiecedArray<LogRecord>.pieceLength
    let buffer = MappedMemory<LogRecord>(capacity: length)
    var offset = run.offset + run.customerBytes + run.textBytes
    var left = run.records
    while left > 0 {
      let count = min(left, length)
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
