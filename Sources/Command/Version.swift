/// What this release is called.
package enum Version {
  /// As `--version` prints it.
  package static let current = "0.1.0"
  /// The day of its manual pages, as mdoc(7) writes it.
  static let day = "November 26, 2026"
}
