#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How much memory the process may count on.
enum MachineMemory {
  /// Bytes of the machine, or of the container where that allows less.
  static var size: Int {
    let machine = max(1, Int(sysconf(Int32(_SC_PHYS_PAGES)))) * max(4096, Int(sysconf(Int32(_SC_PAGESIZE))))
    // Linux control groups, version 2 and version 1; `max` or an enormous number means no limit.
    let files = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
    return files.compactMap(number).reduce(machine, min)
  }

  private static func number(inFile path: String) -> Int? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 32)
    guard fgets(&line, Int32(line.count), file) != nil else { return nil }
    let digits = line.prefix { (48...57).contains($0) }.map { UInt8(bitPattern: $0) }
    guard let value = Int(String(decoding: digits, as: UTF8.self)), value > 0 else { return nil }
    return value
  }
}
