import TestSupport
import Testing

@testable import CustomerData

@Suite("Customers of a partition")
struct CustomerTableTests {
  @Test("ids of one tag are told apart, short and long, however many there are")
  func equalTags() {
    var table = CustomerTable(in: PiecePool())
    var texts = IdentifierTexts()
    for round in 0..<2 {
      for number in 0..<2_000 {
        let id = (number.isMultiple(of: 2) ? "c\(number)" : "customer-\(number)") + "        "
        let length = id.utf8.count - 8
        id.utf8CString.withUnsafeBytes { bytes in
          let text = bytes.baseAddress!
          var key = IdentifierKey(text, length: length, place: texts.append(text, length: length))
          key.tag = key.tag & IdentifierKey.longFlag | UInt32(number % 7)
          #expect(table.number(of: key, text: text, firstRecord: number) == number)
          #expect(table.candidate(key) > 0)
        }
        if round == 1 {
          let history = table.histories[number]
          #expect(table.identifier(history).elementsEqual(id.utf8.prefix(length)))
          #expect(history.pointee.firstRecord == number)
        }
      }
      #expect(table.count == 2_000)
    }
  }

  @Test("memory is handed out once, and serves again")
  func pool() {
    let pool = PiecePool()
    let kept = pool.take()
    var (known, mapped) = (Set([kept]), 0)
    for round in 1...3 {
      var owned = Set([kept])
      for _ in 0..<100 {
        let piece = pool.take()
        #expect(owned.insert(piece).inserted)
        piece.initializeMemory(as: UInt8.self, repeating: UInt8(round), count: PiecePool.pieceSize)
      }
      known.formUnion(owned)
      owned.remove(kept)
      for piece in owned {
        let bytes = UnsafeRawBufferPointer(start: piece, count: PiecePool.pieceSize)
        #expect(bytes.allSatisfy { $0 == UInt8(round) })
        pool.giveBack(piece)
      }
      if round == 1 { mapped = known.count } else { #expect(known.count == mapped) }
    }
  }

  @Test("an array in pieces keeps its elements where they are")
  func pieces() {
    var array = PiecedArray<LogRecord>(in: PiecePool())
    array.append(LogRecord(customer: 7, day: 0, amount: 0))
    let first = array[0]
    for index in 1..<3 * PiecedArray<LogRecord>.pieceLength {
      array.append(LogRecord(customer: UInt32(index), day: Int32(index), amount: 1))
    }
    #expect(array[0] == first && first.pointee.customer == 7)
    var days = 0
    array.forEachPiece { for record in $0 { days += Int(record.day) } }
    #expect(days == array.count * (array.count - 1) / 2)
    #expect(array[array.count - 1].pointee.customer == UInt32(array.count - 1))
  }
}
