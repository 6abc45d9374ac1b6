import ArgumentParser

/// An amount of memory as typed: bytes, or a number with K, M, G or T (powers of 1024), as in 512M, 1.5G, 2GB, 2GiB.
struct MemorySize: ExpressibleByArgument {
  /// At least 1.
  let bytes: Int

  init?(argument: String) {
    let text = argument.uppercased()
    let digits = text.prefix { ("0"..."9").contains($0) || $0 == "." }
    let scales = ["": 1.0, "K": 0x1p10, "M": 0x1p20, "G": 0x1p30, "T": 0x1p40]
    var letter = String(text.dropFirst(digits.count))
    for ending in ["IB", "B"] where letter.hasSuffix(ending) {
      letter.removeLast(ending.count)
      break
    }
    guard let number = Double(digits), let scale = scales[letter] else { return nil }
    let value = number * scale
    guard value >= 1, value < 0x1p62 else { return nil }
    bytes = Int(value)
  }
}
