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

  @Test("a row comes out of its word, or of the rows that have none, with the same bits")
  func packedRecords() {
    let amounts: [Double] = [
      .nan, 0, -0.0, 0.01, 0.1 + 0.2, 12.34, 335_544.3, 335_544.31, 1_500_000, 33_554_430, 33_554_431, 33_554_432,
      1e300, -1,
      -0.5, 0.125, .leastNonzeroMagnitude,
    ]
    let days: [Int32] = [0, 1, 18_000, 65_535, 65_536, -1, .max, .min + 1]
    let customers: [UInt32] = [0, 7, 1 << 22 - 1, 1 << 22, .max]
    var records = PackedRecords(in: PiecePool())
    var expected: [LogRecord] = []
    for round in 0..<30 {
      for amount in amounts {
        for day in days {
          for customer in customers {
            expected.append(LogRecord(customer: customer, day: day, amount: amount + Double(round)))
            records.append(expected.last!)
          }
        }
      }
    }
    var index = 0
    records.forEach { record in
      let other = expected[index]
      #expect(record.customer == other.customer && record.day == other.day)
      #expect(record.amount.bitPattern == other.amount.bitPattern)
      index += 1
    }
    #expect(index == expected.count && records.count == index)
    #expect(records.others.count > 0 && records.others.count < index)
  }
}
