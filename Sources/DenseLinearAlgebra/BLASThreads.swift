import _CLAPACK

/// The threads that the system's BLAS keeps for itself.
public enum BLASThreads {
  /// Ends them, where the library is OpenBLAS on Linux; does nothing elsewhere. The last bits of results then no longer
  /// depend on the number of processors that the library sees.
  ///
  /// OpenBLAS starts a thread per processor as it is loaded, and each spins for some 25 ms of CPU time before it sleeps.
  /// Our matrices are too small to gain by them. For a command-line tool, once, at its start; a program that embeds the
  /// library keeps its own setting by not calling it.
  public static func end() { lifetimevalue_end_blas_threads() }
}
