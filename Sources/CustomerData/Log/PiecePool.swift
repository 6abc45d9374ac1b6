import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory in pieces of 64 KB for what partitions hold: tables, customers, rows.
///
/// What one partition gives back, another takes; when none is in use, all goes back to the system. Pieces are cut from regions
/// of 2 MB. (Large pages were tried: on a virtual machine whose host takes free ones back, they cost more than they save.)
final class PiecePool: Sendable {
  /// Bytes of a piece.
  static let pieceSize = 1 << 16
  private static let piecesPerRegion = 32
  /// Regions whose pages come as they are written: a small log needs little of each piece. Those after come whole, which
  /// costs half.
  private static let sparseRegions = 8

  private struct Mapping: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
    let byteCount: Int
  }

  private struct Piece: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
  }

  private struct State: Sendable {
    var regions: [Mapping] = []
    /// Pieces of the last region that were handed out at least once.
    var cut = PiecePool.piecesPerRegion
    var free: [Piece] = []
    var inUse = 0
  }

  private let state = Mutex(State())

  deinit { state.withLock { PiecePool.unmap(&$0) } }

  /// Hands out so many pieces that lie one after the other; who takes them owns them. Their content is of no meaning.
  func take(_ count: Int = 1) -> UnsafeMutableRawPointer {
    state.withLock { state in
      state.inUse += count
      if count == 1, let piece = state.free.popLast() { return piece.base }
      let size = PiecePool.piecesPerRegion
      if state.cut + count > size {
        // What is left of the last region serves as single pieces.
        while state.cut < size { state.free.append(PiecePool.nextPiece(&state)) }
        let pieces = (count + size - 1) / size * size
        state.regions.append(PiecePool.map(pieces, isSparse: state.regions.count < PiecePool.sparseRegions))
        state.cut = size - pieces
      }
      let first = PiecePool.nextPiece(&state).base
      state.cut += count - 1
      return first
    }
  }

  /// Takes pieces back.
  func giveBack(_ base: UnsafeMutableRawPointer, _ count: Int = 1) {
    state.withLock { state in
      for piece in 0..<count { state.free.append(Piece(base: base + piece * PiecePool.pieceSize)) }
      state.inUse -= count
      if state.inUse == 0 { PiecePool.unmap(&state) }
    }
  }

  private static func unmap(_ state: inout State) {
    for region in state.regions { munmap(region.base, region.byteCount) }
    state = State()
  }

  private static func nextPiece(_ state: inout State) -> Piece {
    let region = state.regions[state.regions.count - 1]
    let end = region.base + region.byteCount
    state.cut += 1
    return Piece(base: end - (piecesPerRegion - state.cut + 1) * pieceSize)
  }

  private static func map(_ pieces: Int, isSparse: Bool) -> Mapping {
    let byteCount = pieces * pieceSize
    var flags = MAP_PRIVATE | MAP_ANON
    #if os(Linux)
      if !isSparse { flags |= MAP_POPULATE }
    #endif
    guard let base = mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0), base != MAP_FAILED else {
      fatalError("out of memory: \(byteCount) bytes")
    }
    return Mapping(base: base, byteCount: byteCount)
  }
}
