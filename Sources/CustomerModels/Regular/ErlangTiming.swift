/// How regularly customers buy: the time between two purchases has an Erlang-k distribution, that is, of the events of a
/// Poisson process only each k-th is a purchase.
///
/// k = 1 is the Poisson process itself; the larger k, the more even the times: their coefficient of variation is
/// 1 / sqrt(k). k is chosen, not estimated with the parameters, so it is part of a model's type.
public protocol ErlangTiming: Sendable {
  /// The number of Poisson events per purchase.
  static var k: Int { get }
}

/// k = 1.
public enum Erlang1: ErlangTiming {
  /// 1.
  public static var k: Int { 1 }
}

/// k = 2.
public enum Erlang2: ErlangTiming {
  /// 2.
  public static var k: Int { 2 }
}

/// k = 3.
public enum Erlang3: ErlangTiming {
  /// 3.
  public static var k: Int { 3 }
}

/// k = 4.
public enum Erlang4: ErlangTiming {
  /// 4.
  public static var k: Int { 4 }
}

/// k = 5.
public enum Erlang5: ErlangTiming {
  /// 5.
  public static var k: Int { 5 }
}

/// k = 6.
public enum Erlang6: ErlangTiming {
  /// 6.
  public static var k: Int { 6 }
}

/// k = 7.
public enum Erlang7: ErlangTiming {
  /// 7.
  public static var k: Int { 7 }
}

/// k = 8.
public enum Erlang8: ErlangTiming {
  /// 8.
  public static var k: Int { 8 }
}

/// k = 9.
public enum Erlang9: ErlangTiming {
  /// 9.
  public static var k: Int { 9 }
}

/// k = 10.
public enum Erlang10: ErlangTiming {
  /// 10.
  public static var k: Int { 10 }
}

/// k = 11.
public enum Erlang11: ErlangTiming {
  /// 11.
  public static var k: Int { 11 }
}

/// k = 12.
public enum Erlang12: ErlangTiming {
  /// 12.
  public static var k: Int { 12 }
}

/// The timings that can be chosen by number.
public enum ErlangTimings {
  /// By k, from 1.
  public static let all: [any ErlangTiming.Type] = [
    Erlang1.self, Erlang2.self, Erlang3.self, Erlang4.self, Erlang5.self, Erlang6.self, Erlang7.self, Erlang8.self,
    Erlang9.self, Erlang10.self, Erlang11.self, Erlang12.self,
  ]
}
