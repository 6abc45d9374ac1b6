/// The 97.5 % point of the standard normal: a 95 % interval reaches so many standard errors to either side.
/// - Source: the root of Phi(z) = 0.975, to the last digit of a double.
public let normalQuantile975 = 1.959963984540054
