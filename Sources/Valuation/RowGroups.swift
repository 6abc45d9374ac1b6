package import CustomerData
package import CustomerModels

/// Rows grouped by a key of three words: which rows share an entry of a table.
///
/// Entries stand in order of the first row of each, so they depend on the data alone.
package struct RowGroups: Sendable {
  /// The entry of each row.
  package let entryOfRow: [UInt32]
  /// The first row of each entry.
  package let firstRows: [Int]

  /// Distinct keys.
  package var count: Int { firstRows.count }

  /// - Parameters:
  ///   - count: rows.
  ///   - key: the key of a row.
  /// - Complexity: one hash look-up per row.
  package init(_ count: Int, key: (Int) -> (UInt64, UInt64, UInt64)) {
    var distinct = DistinctRows()
    var first: [Int] = []
    var keys: [(UInt64, UInt64, UInt64)] = []
    entryOfRow = [UInt32](unsafeUninitializedCapacity: count) { entryOfRow, initializedCount in
      for row in 0..<count {
        let wanted = key(row)
        let entry = distinct.number(hash: DistinctRows.hash(wanted.0, wanted.1, wanted.2)) { keys[$0] == wanted }
        if entry == keys.count {
          keys.append(wanted)
          first.append(row)
        }
        entryOfRow.initializeElement(at: row, to: UInt32(truncatingIfNeeded: entry))
      }
      initializedCount = count
    }
    firstRows = first
  }
}

extension CustomerSummary {
  /// Rows whose customers, should they be alive, are the same to a model: those with equal x and T, and equal t_x where the
  /// model asks for it.
  /// - Parameter tag: of a row; rows with different tags are not grouped.
  package func livingCustomers<Model: LatentAttritionModel>(of model: Model, tag: (Int) -> UInt32) -> RowGroups {
    RowGroups(count) { row in
      (
        UInt64(UInt32(bitPattern: frequencies[row])) | UInt64(tag(row)) << 32, ages[row].bitPattern,
        Model.livingCustomerDependsOnRecency ? recencies[row].bitPattern : 0
      )
    }
  }
}
