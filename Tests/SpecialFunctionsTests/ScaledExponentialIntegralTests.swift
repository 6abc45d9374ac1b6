import SpecialFunctions
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Scaled exponential integral")
struct ScaledExponentialIntegralTests {
  @Test("agrees with 40-digit values at, near and between whole orders", .tags(.reference))
  func reference() {
    // source: mpmath 1.3.0, exp(s) * expint(r + 1, s) at 40 digits.
    let rows: [(r: Double, s: Double, value: Double)] = [
      (0.243, 1e-06, 3.94088906553167818),
      (0.243, 0.01, 2.51890211575076296),
      (0.243, 0.5, 0.795259263526630804),
      (0.243, 0.999, 0.537360518321097154),
      (0.243, 1, 0.537027815609116392),
      (0.243, 3, 0.24866424895183244),
      (0.243, 50, 0.0195237690268996818),
      (1e-08, 1e-06, 13.23830824687724),
      (1e-08, 0.01, 4.07851135331259786),
      (1e-08, 0.5, 0.922910626576771181),
      (1e-08, 0.999, 0.596751310705724813),
      (1e-08, 1, 0.596347359663540234),
      (1e-08, 3, 0.262083739677077029),
      (1e-08, 50, 0.0196151099263387147),
      (1, 1e-06, 0.999986761690868635),
      (1, 0.01, 0.959214885565435741),
      (1, 0.5, 0.538544683758134766),
      (1, 0.999, 0.403845437944682862),
      (1, 1, 0.403652637676805926),
      (1, 3, 0.213748779234044511),
      (1, 50, 0.0192445034942564817),
      (1.0000000001, 1e-06, 0.999986761590878795),
      (1.0000000001, 0.01, 0.959214885478528628),
      (1.0000000001, 0.5, 0.538544683733815092),
      (1.0000000001, 0.999, 0.403845437930901297),
      (1.0000000001, 1, 0.403652637663037199),
      (1.0000000001, 3, 0.213748779230016877),
      (1.0000000001, 50, 0.0192445034942201092),
      (2.5, 1e-06, 0.399999733333865722),
      (2.5, 0.01, 0.39737819238065964),
      (2.5, 0.5, 0.31257606101082687),
      (2.5, 0.999, 0.26254957429418479),
      (2.5, 1, 0.26246818339130021),
      (2.5, 3, 0.16576676083084755),
      (2.5, 50, 0.0187137102410480622),
      (3, 1e-06, 0.333333166666833331),
      (3, 0.01, 0.331682653581426091),
      (3, 0.5, 0.272439361823255615),
      (3, 0.999, 0.23400635848570524),
      (3, 1, 0.233942106279467654),
      (3, 3, 0.1539565021844001),
      (3, 50, 0.0185431226068673894),
      (0.999999, 1e-06, 0.999987761590181076),
      (0.999999, 0.01, 0.959215754637221517),
      (0.999999, 0.5, 0.538544926954947459),
      (0.999999, 0.999, 0.403845575760355735),
      (0.999999, 1, 0.403652775364099481),
      (0.999999, 3, 0.213748819510390015),
      (0.999999, 50, 0.0192445038579817204),
      (25.243, 1e-06, 0.0396149411223302102),
      (25.243, 0.01, 0.039598609007862231),
      (25.243, 0.5, 0.0388150939695283285),
      (25.243, 0.999, 0.0380496527763592719),
      (25.243, 1, 0.0380481503236538433),
      (25.243, 3, 0.0352706122541227196),
      (25.243, 50, 0.0131744285090239495),
      (-0.5, 1e-06, 1770.45562202691933),
      (-0.5, 0.01, 15.8892862631740754),
      (-0.5, 0.5, 1.31135908483759694),
      (-0.5, 0.999, 0.758493754739852613),
      (-0.5, 1, 0.757872156141312106),
      (-0.5, 3, 0.294043974942302253),
      (-0.5, 50, 0.0198057192943463843),
    ]
    for row in rows {
      let value = scaledExponentialIntegral(orderMinusOne: row.r, row.s)
      #expect(relativeError(value, row.value) < 2e-14, "\(row)")
    }
  }

  @Test("gives Tricomi's U(s, s, z) = z^(1 - s) e^z E_s(z) as a 60-digit table has it", .tags(.reference))
  func tricomi() throws {
    let rows = try JSONValue(contentsOf: Repository.reference("mpmath_special.json"))["tricomi_u"].array
    #expect(rows.count == 40)
    for row in rows {
      let (s, z) = (row["s"].number, row["z"].number)
      let value = (1 - s) * log(z) + log(scaledExponentialIntegral(orderMinusOne: s - 1, z))
      // A logarithm near 0 is a difference of those two.
      let expected = row["log_U_s_s_z"].number
      #expect(abs(value - expected) < 3e-14 * max(1, abs((1 - s) * log(z))), "U(\(s), \(s), \(z))")
    }
  }

  @Test("limits and arguments outside the domain", .tags(.edge))
  func edges() {
    #expect(scaledExponentialIntegral(orderMinusOne: 2, 0) == 0.5)
    #expect(scaledExponentialIntegral(orderMinusOne: 0, 0) == .infinity)
    #expect(scaledExponentialIntegral(orderMinusOne: 3, .infinity) == 0)
    #expect(scaledExponentialIntegral(orderMinusOne: 3, -1).isNaN)
    #expect(scaledExponentialIntegral(orderMinusOne: .nan, 1).isNaN)
    // For huge order 1 / (s + v), nearly.
    #expect(relativeError(scaledExponentialIntegral(orderMinusOne: 1e12, 3), 1e-12) < 1e-11)
  }
}
