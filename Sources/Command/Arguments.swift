import Streams

/// The words of the command line.
enum Arguments {
  /// `known` as Swift gives them, or as the kernel has them where Swift gives none.
  ///
  /// Swift looks for them beside the environment. A library that was loaded first (`LD_PRELOAD`)
  /// and has moved that leaves none, not even the program's name; a run without its options would
  /// write something else than was asked for.
  static func complete(_ known: [String]) -> [String] {
    if !known.isEmpty { return known }
    guard
      let bytes = try? FileDescriptor(opening: "/proc/self/cmdline", for: .reading)
        .readAll(atMost: 4 * 1024 * 1024)
    else { return [] }
    return bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast()
      .map { String(decoding: $0, as: UTF8.self) }
  }
}
