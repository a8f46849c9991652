/// The keys of the settings file that are known here, in the order in which they are written.
enum SettingsKey: String, CaseIterable {
  case enabled, url, types, over, rates
  case secretFile = "secret_file"
  case queue, ca
  case allowNet = "allow_net"
  case headers, proxy, timeout
}
