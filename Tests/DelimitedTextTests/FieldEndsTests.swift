import Testing

@testable import DelimitedText

@Suite("Field ends")
struct FieldEndsTests {
  @Test("every delimiter and line end is found, whatever bytes lie between, and none that is passed over")
  func randomBytes() {
    var state: UInt64 = 7
    func next(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    let marks = FieldEnds.Marks(RecordFormat(delimiter: UInt8(ascii: ","), lineEnd: ASCII.lineFeed))
    // Bytes that differ from the two in one bit, and those that borrows and carries could make look like them.
    let others: [UInt8] = [0x2B, 0x2D, 0x0B, 0x09, 0x00, 0x01, 0x7F, 0x80, 0xAC, 0x8A, 0xFF, 0x30, 0x41]
    for sparseness in [2, 10, 200] as [UInt64] {
      var text = (0..<3_000).map { _ in
        next(sparseness) == 0 ? [0x2C, 0x0A][Int(next(2))] : others[Int(next(UInt64(others.count)))]
      }
      text[text.count - 1] = 0x0A
      let expected = text.indices.filter { text[$0] == 0x2C || text[$0] == 0x0A }
      text += [UInt8](repeating: 0x2C, count: 64)
      text.withUnsafeBufferPointer { text in
        let base = text.baseAddress!
        var ends = FieldEnds()
        #expect(expected.map { _ in ends.next(base, marks) } == expected)
        ends = FieldEnds()
        var index = 0
        while index < expected.count {
          if next(4) == 0 {
            // As after a quoted field, some of the ends in which were found already.
            index = min(index + Int(next(40)), expected.count - 1)
            ends.skip(through: expected[index])
          } else {
            #expect(ends.next(base, marks) == expected[index])
          }
          index += 1
        }
      }
    }
  }
}
