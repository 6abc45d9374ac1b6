import _CPrefetch

/// The customers of one partition, numbered in order of first appearance, and found by their ids: an open-addressing table
/// over their histories.
///
/// A slot holds the tag of an id's key and the customer's number, so that eight share a cache line; whether it is the same
/// id is seen where the history is, which the row needs anyway.
struct CustomerTable: ~Copyable {
  /// The customers.
  private(set) var histories: PiecedArray<CustomerHistory>
  private var slots = CustomerSlots()
  /// The ids of more than 8 bytes.
  private(set) var texts = IdentifierTexts()

  /// - Parameter pool: where the histories' memory comes from.
  init(in pool: PiecePool) { histories = PiecedArray(in: pool) }

  /// Customers.
  @inline(__always)
  var count: Int { histories.count }

  /// Bytes of memory that the table takes.
  var byteCount: Int {
    slots.capacity * MemoryLayout<UInt64>.stride + count * MemoryLayout<CustomerHistory>.stride + texts.count
  }

  /// The bytes of the id of a customer, good until the next change.
  @inline(__always)
  func identifier(_ history: UnsafePointer<CustomerHistory>) -> UnsafeRawBufferPointer {
    // The word is the first member.
    CustomerTable.identifier(word: UnsafeRawPointer(history), length: history.pointee.idLength, texts: texts.base)
  }

  /// The bytes of an id: those of the word itself where they are at most 8, else where it says in the texts.
  @inline(__always)
  static func identifier(
    word: UnsafeRawPointer, length: Int, texts: UnsafePointer<UInt8>
  ) -> UnsafeRawBufferPointer {
    let start =
      length <= 8 ? word : UnsafeRawPointer(texts) + Int(truncatingIfNeeded: word.load(as: UInt64.self))
    return UnsafeRawBufferPointer(start: start, count: length)
  }

  /// Sends for the slot of a key, so that several can be on their way from memory at once.
  @inline(__always)
  func fetchSlot(_ key: IdentifierKey) { slots.fetch(key.tag) }

  /// Sends for the text of a candidate's id of more than 8 bytes, likewise.
  @inline(__always)
  func fetchText(_ candidate: UInt32) {
    if candidate == 0 { return }
    let history = histories[Int(truncatingIfNeeded: candidate) &- 1]
    lifetimevalue_prefetch(texts.base + Int(truncatingIfNeeded: history.pointee.word))
  }

  /// The number, plus 1, of a customer whose key has the same tag: nearly always the right one. 0 when there is none.
  @inline(__always)
  func candidate(_ key: IdentifierKey) -> UInt32 { slots.first(key.tag) }

  /// Whether a customer has an id.
  ///
  /// - Parameter text: the bytes of an id of more than 8, readable 8 bytes past its end.
  @inline(__always)
  func has(_ customer: Int, _ key: IdentifierKey, _ text: UnsafeRawPointer) -> Bool {
    let history = histories[customer]
    if !key.isLong { return history.pointee.word == key.word && history.pointee.idLength <= 8 }
    return history.pointee.idLength == Int(key.length) && isEqual(history, text, Int(key.length))
  }

  @inline(__always)
  private func isEqual(_ history: UnsafePointer<CustomerHistory>, _ text: UnsafeRawPointer, _ length: Int) -> Bool {
    let own = UnsafeRawPointer(texts.base) + Int(truncatingIfNeeded: history.pointee.word)
    var index = 0
    while index &+ 8 <= length {
      if IdentifierHash.word(own + index) != IdentifierHash.word(text + index) { return false }
      index &+= 8
    }
    let rest = length &- index
    if rest == 0 { return true }
    let difference = IdentifierHash.word(own + index) ^ IdentifierHash.word(text + index)
    return difference &<< UInt64(truncatingIfNeeded: 64 &- 8 &* rest) == 0
  }

  /// The number of a customer, who is new when it equals the count before the call.
  ///
  /// - Parameters:
  ///   - text: as for `has`.
  ///   - firstRecord: where a new customer appears.
  @inline(never)
  mutating func number(of key: IdentifierKey, text: UnsafeRawPointer, firstRecord: Int) -> Int {
    var search = slots.search(key.tag)
    while let candidate = slots.next(&search) {
      let customer = Int(truncatingIfNeeded: candidate) &- 1
      if has(customer, key, text) { return customer }
    }
    let customer = count
    var word = key.word
    if key.isLong { word = UInt64(truncatingIfNeeded: texts.append(text, length: Int(key.length))) }
    histories.append(CustomerHistory(word: word, length: Int(key.length), firstRecord: firstRecord))
    slots.add(key.tag, number: UInt32(truncatingIfNeeded: customer + 1), at: search)
    return customer
  }

  /// Gives the memory of the slots back; nobody can be looked up any more, all can be read.
  mutating func releaseSlots() { slots.release() }
}
