import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory in pieces of 64 KB for what partitions hold: tables, customers, rows.
///
/// What one partition gives back, another takes, piece by piece; when none is in use, all goes back to the system. Pieces are cut
/// from regions of 2 MB, or of a multiple where that many are taken at once. (Large pages were tried: on a virtual machine whose
/// host takes free ones back, they cost more than they save.)
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
    /// The end of the last region, of which nothing was handed out yet.
    var rest: Piece?
    var restCount = 0
    var free: [Piece] = []
    var inUse = 0
  }

  private let state = Mutex(State())

  deinit { state.withLock { PiecePool.unmap(&$0) } }

  /// Hands out so many pieces that lie one after the other; who takes them owns them. Their content is of no meaning.
  func take(_ count: Int = 1) -> UnsafeMutableRawPointer {
    let (piece, regions) = state.withLock { (PiecePool.cut(count, from: &$0), $0.regions.count) }
    if let piece { return piece.base }
    // Outside the lock, which others wait for, because fetching pages takes long.
    let size = (count + PiecePool.piecesPerRegion - 1) / PiecePool.piecesPerRegion * PiecePool.piecesPerRegion
    let region = PiecePool.map(size, isSparse: regions < PiecePool.sparseRegions)
    return state.withLock { state in
      state.regions.append(region)
      while let piece = PiecePool.cutRest(1, from: &state) { state.free.append(piece) }
      (state.rest, state.restCount) = (Piece(base: region.base), size)
      return PiecePool.cut(count, from: &state)!
    }.base
  }

  private static func cut(_ count: Int, from state: inout State) -> Piece? {
    guard let piece = count == 1 ? state.free.popLast() ?? cutRest(1, from: &state) : cutRest(count, from: &state)
    else {
      return nil
    }
    state.inUse += count
    return piece
  }

  private static func cutRest(_ count: Int, from state: inout State) -> Piece? {
    guard let rest = state.rest, state.restCount >= count else { return nil }
    (state.rest, state.restCount) = (Piece(base: rest.base + count * pieceSize), state.restCount - count)
    return rest
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
