/// What the parser found in a block of text, which is not needed any more. Reused.
final class LogBlock: @unchecked Sendable {
  /// Valid rows.
  let rows = PartitionedRows()
  /// Their ids of more than 8 bytes.
  var texts = IdentifierTexts()
  var badRows: [BadRow] = []
  var tally = RowTally()
  /// Records, bad ones included.
  var recordCount = 0
  /// Line ends.
  var lineCount = 0
  /// The line on which the block starts, and the number of records before it; known once the blocks before are done.
  var firstLine = 0
  var firstRecord = 0
}
