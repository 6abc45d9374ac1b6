import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory in pieces of 64 KB for what partitions hold: customers and rows.
///
/// What one partition gives back, another takes, piece by piece; when none is in use, all goes back to the system. Pieces
/// are cut from regions of 2 MB. (Large pages were tried: on a virtual machine whose host takes free ones back, they cost
/// more than they save.)
final class PiecePool: Sendable {
  /// Bytes of a piece.
  static let pieceSize = 1 << 16
  private static let piecesPerRegion = 32
  /// Regions whose pages come as they are written: a small log needs little of each piece. Those after come whole, which
  /// costs half.
  private static let sparseRegions = 8

  private struct Piece: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
  }

  private struct State: Sendable {
    var regions: [Piece] = []
    var free: [Piece] = []
    var inUse = 0
  }

  private let state = Mutex(State())

  deinit { state.withLock { PiecePool.unmap(&$0) } }

  /// Hands out a piece; who takes it owns it. Its content is of no meaning.
  func take() -> UnsafeMutableRawPointer {
    let (piece, regions) = state.withLock { state in
      let piece = state.free.popLast()
      if piece != nil { state.inUse += 1 }
      return (piece, state.regions.count)
    }
    if let piece { return piece.base }
    // Outside the lock, which others wait for, because fetching pages takes long.
    let region = PiecePool.map(isSparse: regions < PiecePool.sparseRegions)
    return state.withLock { state in
      state.regions.append(Piece(base: region))
      state.inUse += 1
      for piece in (1..<PiecePool.piecesPerRegion).reversed() {
        state.free.append(Piece(base: region + piece * PiecePool.pieceSize))
      }
      return Piece(base: region)
    }.base
  }

  /// Takes a piece back.
  func giveBack(_ base: UnsafeMutableRawPointer) {
    state.withLock { state in
      state.free.append(Piece(base: base))
      state.inUse -= 1
      if state.inUse == 0 { PiecePool.unmap(&state) }
    }
  }

  private static var regionSize: Int { piecesPerRegion * pieceSize }

  private static func unmap(_ state: inout State) {
    for region in state.regions { munmap(region.base, regionSize) }
    state = State()
  }

  private static func map(isSparse: Bool) -> UnsafeMutableRawPointer {
    var flags = MAP_PRIVATE | MAP_ANON
    #if os(Linux)
      if !isSparse { flags |= MAP_POPULATE }
    #endif
    guard let base = mmap(nil, regionSize, PROT_READ | PROT_WRITE, flags, -1, 0), base != MAP_FAILED else {
      fatalError("out of memory: \(regionSize) bytes")
    }
    return base
  }
}
