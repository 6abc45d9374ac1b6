import CustomerData
import CustomerModels
import DenseLinearAlgebra
import Estimation
import TestSupport
import Testing

@Suite("Coding of covariates") struct CovariateCodingTests {
  private func column(_ texts: [String]) -> CovariateColumn {
    let names = Set(texts).subtracting([""]).sorted()
    return CovariateColumn(
      name: "channel",
      values: .levels(
        texts.map { text in names.firstIndex(of: text).map { UInt32($0) } ?? CovariateColumn.missingLevel },
        names: names))
  }

  @Test("a number is centred and scaled; an indicator stays as it is")
  func numbers() throws {
    let age = CovariateColumn(name: "age", values: .numbers([20, 30, 40, 50]))
    let coding = try CovariateCoding(age, missing: .error)
    #expect(coding.centre == 35 && abs(coding.scale! - 125.0.squareRoot()) < 1e-15)
    #expect(abs(try coding.values(age, rows: [3])[0][0] - 15 / 125.0.squareRoot()) < 1e-15)
    let flag = try CovariateCoding(CovariateColumn(name: "x", values: .numbers([0, 1, 1])), missing: .error)
    #expect(flag.centre == 0 && flag.scale == 1)
    // Two customers in the last row: the mean moves to them.
    let weighted = try CovariateCoding(age, weights: [1, 1, 1, 5], missing: .error)
    #expect(weighted.centre == 42.5)
  }

  @Test("the reference is the most frequent level, of equals the first, or the one asked for")
  func reference() throws {
    let coding = try CovariateCoding(column(["b", "a", "b", "c"]), missing: .error)
    #expect(coding.reference == "b" && coding.columnNames == ["channel=a", "channel=c"])
    #expect(try CovariateCoding(column(["b", "a"]), missing: .error).reference == "a")
    let asked = try CovariateCoding(column(["b", "a", "b", "c"]), missing: .error, reference: "c")
    #expect(asked.levels == ["a", "b"])
    #expect(try asked.values(column(["c", "a"]), rows: [0, 1]) == [[0, 0], [1, 0]])
    #expect(throws: CovariateError.unknownReference(covariate: "channel", level: "x", known: ["a", "b"])) {
      try CovariateCoding(column(["b", "a"]), missing: .error, reference: "x")
    }
  }

  @Test("missing values are counted and refused, or a level of their own")
  func missing() throws {
    #expect(throws: CovariateError.missingValues(CovariateGaps(covariate: "channel", customers: 2, of: 4))) {
      try CovariateCoding(column(["a", "", "b", ""]), missing: .error)
    }
    let coding = try CovariateCoding(column(["a", "a", "b", ""]), missing: .level)
    #expect(coding.columnNames == ["channel=b", "channel=(missing)"])
    let age = CovariateColumn(name: "age", values: .numbers([20, .nan, 40]))
    let number = try CovariateCoding(age, missing: .level)
    #expect(number.centre == 30 && number.columnNames == ["age", "age=(missing)"])
    #expect(try number.values(age, rows: [1, 2]) == [[0, 1], [1, 0]])
    let complete = try CovariateCoding(CovariateColumn(name: "age", values: .numbers([20, 40])), missing: .level)
    #expect(throws: CovariateError.missingValues(CovariateGaps(covariate: "age", customers: 1, of: 3))) {
      try complete.values(age, rows: [1])
    }
  }

  @Test("a level that the fit did not see is named; names for numbers are refused")
  func unseen() throws {
    let coding = try CovariateCoding(column(["b", "a", "b"]), missing: .error)
    #expect(throws: CovariateError.unseenLevel(covariate: "channel", level: "tv", customers: 2, known: ["a", "b"])) {
      try coding.values(column(["tv", "a", "tv"]), rows: [0, 1, 2])
    }
    let age = try CovariateCoding(CovariateColumn(name: "channel", values: .numbers([20, 40])), missing: .error)
    #expect(throws: CovariateError.notNumbers(covariate: "channel", text: "a")) {
      try age.values(column(["a"]), rows: [0])
    }
  }

  @Test("a column that is the same for all, and columns that follow from others, are named")
  func useless() throws {
    #expect(throws: CovariateError.constant(covariate: "channel")) {
      try CovariateCoding(column(["a", "a"]), missing: .error)
    }
    let frame = CovariateFrame(
      columns: [
        CovariateColumn(name: "age", values: .numbers([20, 30, 40, 70])), column(["a", "b", "b", "c"]),
        CovariateColumn(name: "months", values: .numbers([240, 360, 480, 840])),
      ], count: 4)
    let choice = CovariateChoice(covariates: [.purchase: ["age", "channel", "months"]])
    let coded = try CodedCovariates(choice, for: NBD.self, frame: frame)
    #expect(throws: CovariateError.collinear(["age", "months"])) {
      try coded.design(frame, rows: [0, 1, 2, 3], weights: [1, 1, 1, 1]) { _ in 0 }
    }
  }

  @Test("equal covariates have one coefficient for both processes; separate parameters one each")
  func terms() throws {
    let frame = CovariateFrame(columns: [column(["a", "b", "c"])], count: 3)
    var choice = CovariateChoice(covariates: [.purchase: ["channel"], .dropout: ["channel"]], equal: ["channel"])
    let equal = try CodedCovariates(choice, for: ParetoNBD.self, frame: frame)
    #expect(equal.terms.map(\.loadings) == [[0, -1, 0, -1], [0, -1, 0, -1]])
    choice.equal = []
    choice.dropoutParameters = ["a", "b"]
    let separate = try CodedCovariates(choice, for: BGNBD.self, frame: frame)
    #expect(separate.terms.map(\.loadings).filter { $0 == [0, 0, 0, 1] }.count == 2 && separate.terms.count == 6)
    #expect(
      throws: CovariateError.noParameter(model: "pareto-nbd", process: .dropout, parameter: "a", known: ["beta"])
    ) { try CodedCovariates(choice, for: ParetoNBD.self, frame: frame) }
  }
}
