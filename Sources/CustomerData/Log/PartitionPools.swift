/// Where the memory of all partitions comes from: that of customers stays until the summary stands, that of rows
/// goes before.
final class PartitionPools: Sendable {
  let customers = PiecePool()
  let rows = PiecePool()
}
