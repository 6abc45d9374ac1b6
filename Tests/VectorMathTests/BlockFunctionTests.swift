import TestSupport
import Testing
import _CVectorMath

@Suite("Functions over blocks")
struct BlockFunctionTests {
  private static let edges: [Double] = [
    0, -0.0, 1, -1, 2, 0.5, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
    .leastNormalMagnitude, .leastNormalMagnitude.nextDown, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
    709.782712893384, 709.7827128933841, -745.1332191019411, -745.1332191019412, -708.3964185322641, 1e-300, -1e-300,
    (-1.0).nextUp, (-1.0).nextDown, 1.0.nextUp, 1.0.nextDown, 1.4142135623730951, 0.7071067811865476,
  ]

  @Test("every function is within 1 ulp of the math library", .tags(.reference), arguments: BlockFunction.all)
  func accuracy(function: BlockFunction) {
    var generator = Xorshift(state: 88_172_645_463_325_252)
    for level in VectorLevel.available {
      var worst = (error: 0.0, at: 0.0)
      for _ in 0..<20 {
        let x = (0..<1024).map { _ in function.arguments(&generator) }
        for (x, value) in zip(x, function(level, x)) {
          let error = unitsOfLastPlace(value, function.library(Extended(x)))
          if error > worst.error { worst = (error, x) }
        }
      }
      // Double precision references are themselves up to 1 ulp off.
      #expect(worst.error < (MemoryLayout<Extended>.size > 8 ? 1 : 2), "\(level) at \(worst.at)")
    }
  }

  @Test(
    "zeros, subnormals, infinities and NaN are treated as in the math library", .tags(.edge),
    arguments: BlockFunction.all)
  func edges(function: BlockFunction) {
    for level in VectorLevel.available {
      for (x, value) in zip(Self.edges, function(level, Self.edges)) {
        let expected = function.library(Extended(x))
        #expect(
          unitsOfLastPlace(value, expected) < (MemoryLayout<Extended>.size > 8 ? 1 : 2), "\(level) at \(x): \(value)")
        if expected == 0 { #expect(value.sign == expected.sign, "\(level) at \(x)") }
      }
    }
  }

  @Test("all levels give the same bits", arguments: BlockFunction.all)
  func sameBits(function: BlockFunction) {
    var generator = Xorshift(state: 3)
    let x = (0..<4096).map { _ in function.arguments(&generator) } + Self.edges
    let expected = function(.baseline, x).map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern }
    for level in VectorLevel.available {
      #expect(function(level, x).map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern } == expected, "\(level)")
    }
  }

  @Test(
    "a result does not depend on its place in a block, on the block's length or on alignment", .tags(.edge),
    arguments: BlockFunction.all)
  func lengths(function: BlockFunction) {
    var generator = Xorshift(state: 5)
    let x = (0..<1032).map { _ in abs(generator.signed()) }
    for level in VectorLevel.available {
      let whole = function(level, x)
      for start in 0..<8 {
        for length in [0, 1, 3, 7, 8, 9, 1023, 1024] {
          var result = Array(repeating: -7.0, count: length + 2)
          x.withUnsafeBufferPointer { x in
            result.withUnsafeMutableBufferPointer { result in
              function.block(level, x.baseAddress! + start, result.baseAddress! + 1, length)
            }
          }
          #expect(result == [-7] + whole[start..<start + length] + [-7], "\(level) \(start) \(length)")
        }
      }
    }
  }

  @Test("the result may overwrite the argument", arguments: BlockFunction.all)
  func inPlace(function: BlockFunction) {
    for level in VectorLevel.available {
      let x = (0..<19).map { Double($0) / 4 }
      var both = x
      both.withUnsafeMutableBufferPointer { function.block(level, UnsafePointer($0.baseAddress!), $0.baseAddress!, 19) }
      #expect(both == function(level, x))
    }
  }
}
