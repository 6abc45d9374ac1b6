import DelimitedText

/// What a partition held when it was written to a temporary file: who its customers are, the texts of their ids, its records.
/// What the customers did follows from the records.
struct SpilledRun: Sendable {
  /// Where it starts.
  let offset: Int
  let customers: Int
  let textBytes: Int
  let records: Int
  /// Those of the records that do not fit into a word.
  let otherRecords: Int

  var customerBytes: Int { customers * MemoryLayout<SpilledCustomer>.stride }
  var wordBytes: Int { records * MemoryLayout<UInt64>.stride }
  var otherBytes: Int { otherRecords * MemoryLayout<LogRecord>.stride }
  var recordBytes: Int { wordBytes + otherBytes }
  var byteCount: Int { customerBytes + textBytes + recordBytes }
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
    func run(at offset: Int) -> SpilledRun {
      SpilledRun(
        offset: offset, customers: customers.count, textBytes: customers.texts.count, records: records.count,
        otherRecords: records.others.count)
    }
    let run = run(at: file.reserve(run(at: 0).byteCount))
    var offset = run.offset
    func write(_ bytes: UnsafeRawBufferPointer) throws(DataError) {
      try file.write(bytes, at: offset)
      offset += bytes.count
    }
    let buffer = MappedMemory<SpilledCustomer>(capacity: PiecedArray<CustomerHistory>.pieceLength)
    try customers.histories.forEachPiece { (piece) throws(DataError) in
      for (index, history) in piece.enumerated() { buffer.base[index] = SpilledCustomer(history) }
      try write(UnsafeRawBufferPointer(UnsafeBufferPointer(start: buffer.base, count: piece.count)))
    }
    try write(UnsafeRawBufferPointer(start: customers.texts.base, count: run.textBytes))
    try records.words.forEachPiece { (piece) throws(DataError) in try write(UnsafeRawBufferPointer(piece)) }
    try records.others.forEachPiece { (piece) throws(DataError) in try write(UnsafeRawBufferPointer(piece)) }
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
    var offset = run.offset + run.customerBytes + run.textBytes
    let others = MappedMemory<LogRecord>(capacity: run.otherRecords + 1)
    try file.read(
      into: UnsafeMutableRawBufferPointer(start: others.base, count: run.otherBytes), at: offset + run.wordBytes)
    let length = PiecedArray<UInt64>.pieceLength
    let buffer = MappedMemory<UInt64>(capacity: length)
    var (left, other) = (run.records, 0)
    while left > 0 {
      let words = UnsafeMutableBufferPointer(start: buffer.base, count: min(left, length))
      try file.read(into: UnsafeMutableRawBufferPointer(words), at: offset)
      for word in words {
        var record = others.base[other]
        if word == PackedRecords.doesNotFit { other += 1 } else { record = PackedRecords.unpack(word) }
        record.customer = numbers.base[Int(record.customer)]
        append(record)
      }
      offset += words.count * MemoryLayout<UInt64>.stride
      left -= words.count
    }
  }
}
