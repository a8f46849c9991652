extension Array {
  /// Removes all elements and keeps the memory: cheaper than `removeAll` where there is one, or none.
  ///
  /// The one of Billing would be called unspecialized from here, which costs more than it saves.
  @inline(__always)
  mutating func removeFew() {
    while !isEmpty { removeLast() }
  }
}
