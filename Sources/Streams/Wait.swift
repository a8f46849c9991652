/// Waiting for descriptors (`poll(2)`).
package enum Wait {
  /// What came first.
  package struct Event: Sendable, Equatable {
    /// Data, an end, or an error: the next read does not block.
    package var isInputReady: Bool
    package var isSignalled: Bool
    /// The reader of the output says something, or is gone.
    package var isOutputReady: Bool
  }

  /// Waits until `input` can be read, a signal came, or the reader of `output` has something to say,
  /// at most `milliseconds` (nil: without end).
  ///
  /// None is true when the time ran out.
  package static func forInput(
    _ input: Int32, signals: Int32, output: Interest = .reading(-1), milliseconds: Int?
  ) throws(Errno) -> Event {
    let ready = try forAny(
      [.reading(input), .reading(signals), output], milliseconds: milliseconds)
    return Event(isInputReady: ready[0], isSignalled: ready[1], isOutputReady: ready[2])
  }

  /// Waits until a signal came, at most `milliseconds`.
  package static func forSignal(_ signals: Int32, milliseconds: Int?) throws(Errno) -> Bool {
    try Syscalls.poll([(signals, Syscalls.readable)], milliseconds: milliseconds)[0]
  }

  /// Whether writing to `output` does not block: a pipe takes `PIPE_BUF` bytes (pipe(7)).
  static func isWritable(_ output: Int32) throws(Errno) -> Bool {
    try Syscalls.poll([(output, Syscalls.writable)], milliseconds: 0)[0]
  }

  /// Whether what is waited for has come.
  package static func isReady(_ interest: Interest) throws(Errno) -> Bool {
    try forAny([interest], milliseconds: 0)[0]
  }

  static func untilReadable(_ input: Int32) throws(Errno) {
    _ = try Syscalls.poll([(input, Syscalls.readable)], milliseconds: nil)
  }

  /// A descriptor and what it is waited for; one of -1 is never ready.
  package struct Interest: Sendable {
    /// The descriptor.
    package var number: Int32
    /// What is waited for, beside an error or that the other side is gone altogether.
    package var kind: Kind

    /// What a descriptor is waited for.
    package enum Kind: Sendable {
      case reading, writing
      /// Nothing but the end of the other side.
      case hangUp
    }

    /// Interest in data, an end or an error.
    package static func reading(_ number: Int32) -> Interest {
      Interest(number: number, kind: .reading)
    }

    /// Interest in room for a write, or in an error.
    package static func writing(_ number: Int32) -> Interest {
      Interest(number: number, kind: .writing)
    }

    /// Interest in the end of the other side, or in an error.
    package static func hangUp(_ number: Int32) -> Interest {
      Interest(number: number, kind: .hangUp)
    }

    fileprivate var events: Int16 {
      switch kind {
      case .reading: Syscalls.readable
      case .writing: Syscalls.writable
      case .hangUp: 0
      }
    }
  }

  /// What has to come before something can go on: an interest, or a time in milliseconds (nil: none).
  package struct Pause: Sendable {
    /// What is waited for, if it is a descriptor.
    package var interest: Interest?
    /// After which time there is something to do in any case.
    package var milliseconds: Int?

    package init(_ interest: Interest?, milliseconds: Int?) {
      self.interest = interest
      self.milliseconds = milliseconds
    }
  }

  /// Waits until one of `interests` is ready, at most `milliseconds` (nil: without end); says which
  /// are, none when the time ran out.
  package static func forAny(
    _ interests: [Interest], milliseconds: Int?
  ) throws(Errno) -> [Bool] {
    try Syscalls.poll(
      interests.map { ($0.number, $0.events) }, milliseconds: milliseconds)
  }

  static func untilWritable(_ output: Int32) throws(Errno) {
    _ = try Syscalls.poll([(output, Syscalls.writable)], milliseconds: nil)
  }
}
