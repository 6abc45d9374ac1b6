import Testing

@testable import DelimitedText

@Suite("Field ends")
struct FieldEndsTests {
  private let marks = FieldEnds.Marks(RecordFormat(delimiter: UInt8(ascii: ","), lineEnd: ASCII.lineFeed))

  private func withEnds(of text: [UInt8], kept: Int = 0, _ body: (inout FieldEnds) -> Void) {
    // What can be read past a block is no part of it.
    let padded = text + [UInt8](repeating: 0x2C, count: RecordBlock.readableMargin)
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: FieldEnds.room(keeping: kept)) { room in
      padded.withUnsafeBufferPointer {
        var ends = FieldEnds($0.baseAddress!, text.count, marks, room: room.baseAddress!)
        body(&ends)
      }
    }
  }

  @Test(
    "every delimiter and line end is found, whatever bytes lie between", arguments: [1, 2, 3, 8, 30, 200] as [UInt64])
  func randomBytes(sparseness: UInt64) {
    var state: UInt64 = 7
    func next(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    // Bytes that differ from the two in one bit, and those that arithmetic on words could make look like them.
    let others: [UInt8] = [0x2B, 0x2D, 0x0B, 0x09, 0x00, 0x01, 0x7F, 0x80, 0xAC, 0x8A, 0xFF, 0x30, 0x41, 0x22]
    // Around a window, a stretch, and beyond.
    for count in [1, 2, 63, 64, 65, 127, 128, 8_191, 8_192, 8_193, 8_256, 20_000] {
      var text = (0..<count).map { _ in
        next(sparseness) == 0 ? [0x2C, 0x0A][Int(next(2))] : others[Int(next(UInt64(others.count)))]
      }
      text[text.count - 1] = 0x0A
      let expected = text.indices.filter { text[$0] == 0x2C || text[$0] == 0x0A }
      withEnds(of: text) { ends in
        #expect(expected.map { _ in ends.take() } == expected)
        #expect(ends.count == 0 && !ends.findMore())
      }
    }
  }

  @Test("what was not taken is kept, and passed over when asked")
  func keeping() {
    let text = [UInt8](repeating: 0x2C, count: 20_000)
    withEnds(of: text, kept: 5) { ends in
      ends.findMore()
      ends.pass(over: ends.count - 5)
      ends.findMore()
      #expect(ends.count == 5 + FieldEnds.stretch && ends.take() == FieldEnds.stretch - 5)
      ends.pass(over: ends.count - 4)
      #expect(ends.findMore() && !ends.findMore())
      #expect(ends.count == 4 + 20_000 - 2 * FieldEnds.stretch && ends.take() == 2 * FieldEnds.stretch - 4)
    }
  }

  @Test("a quote taints the stretch it is in", arguments: [0, 8_191, 8_192, 16_383, 16_384, 19_999])
  func quotes(place: Int) {
    var text = [UInt8](repeating: 0x41, count: 20_000)
    text[place] = ASCII.quote
    withEnds(of: text) { ends in
      while ends.findMore() {
        let isTainted = ends.unquotedFrom == ends.reached
        #expect(isTainted == (max(0, ends.reached - 1) / FieldEnds.stretch == place / FieldEnds.stretch))
      }
      #expect(ends.reached == 20_000)
    }
  }
}
