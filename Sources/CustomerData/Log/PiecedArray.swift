/// Elements that are only added, in pieces of a pool: growing neither copies nor moves them.
struct PiecedArray<Element: BitwiseCopyable>: ~Copyable {
  /// Elements.
  private(set) var count = 0
  private let pool: PiecePool
  private var pieces: UnsafeMutablePointer<UnsafeMutablePointer<Element>>
  private var pieceCount = 0
  private var pieceCapacity = 0

  init(in pool: PiecePool) {
    self.pool = pool
    pieces = .allocate(capacity: 0)
  }

  deinit {
    for piece in 0..<pieceCount { pool.giveBack(pieces[piece]) }
    pieces.deallocate()
  }

  /// Elements of a piece: a power of two.
  @inline(__always)
  static var pieceLength: Int { 1 << pieceShift }

  @inline(__always)
  private static var pieceShift: Int {
    Int.bitWidth &- 1 &- (PiecePool.pieceSize / MemoryLayout<Element>.stride).leadingZeroBitCount
  }

  /// Where an element is; stays there until the array goes.
  @inline(__always)
  subscript(position: Int) -> UnsafeMutablePointer<Element> {
    pieces[position &>> PiecedArray.pieceShift] + (position & (PiecedArray.pieceLength &- 1))
  }

  /// Adds an element at the end.
  @inline(__always)
  mutating func append(_ element: Element) {
    if count & (PiecedArray.pieceLength &- 1) == 0 { addPiece() }
    self[count].initialize(to: element)
    count &+= 1
  }

  @inline(never)
  private mutating func addPiece() {
    if pieceCount == pieceCapacity {
      pieceCapacity = max(8, 2 * pieceCapacity)
      let larger = UnsafeMutablePointer<UnsafeMutablePointer<Element>>.allocate(capacity: pieceCapacity)
      larger.update(from: pieces, count: pieceCount)
      pieces.deallocate()
      pieces = larger
    }
    (pieces + pieceCount).initialize(to: pool.take().bindMemory(to: Element.self, capacity: PiecedArray.pieceLength))
    pieceCount += 1
  }

  /// Hands out the elements in order, a piece at a time.
  @inline(__always)
  func forEachPiece<Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<Element>) throws(Failure) -> Void
  ) throws(Failure) {
    var left = count
    for piece in 0..<pieceCount {
      let length = min(left, PiecedArray.pieceLength)
      try body(UnsafeMutableBufferPointer(start: pieces[piece], count: length))
      left -= length
    }
  }
}
