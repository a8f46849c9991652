import Foundation

/// Something did not happen in time.
package struct Late: Error {
  package let what: String

  package init(what: String) { self.what = what }
}

/// Waits until a condition holds; false if it does not within that time.
package func waitFor(seconds: Double, until condition: () throws -> Bool) rethrows -> Bool {
  let end = ContinuousClock.now + .seconds(seconds)
  while try !condition() {
    if ContinuousClock.now > end { return false }
    usleep(10_000)
  }
  return true
}
