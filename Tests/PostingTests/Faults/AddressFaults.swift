/// Addresses, names and URLs: faults 55 to 61.
let addressFaults: [Fault] = [
  Fault(
    55, "every block of addresses that is not for everybody, as an address and as a name",
    shownBy: ["AddressGuardTests.judges", "NameTests.namesOfRefusedAddresses"]),
  Fault(
    56, "a name with a public and a private address",
    shownBy: ["NameTests.refusedAddressesAreSkipped"]),
  Fault(
    57, "a name that is public at first and private later",
    shownBy: ["NameTests.namesThatMove"]),
  Fault(
    58, "addresses written oddly",
    [
      "2130706433", "0x7f.1", "0x7f000001", "127.1", "017700000001", "127.0.0.01",
    ].map {
      FaultCase(
        "https://\($0)/",
        .refused("the host \($0) is no address: write four decimal numbers, as in 192.0.2.1"))
    } + [
      FaultCase("https:///x", .refused("the URL has no host")),
      FaultCase(
        "https://①②⑦.0.0.1/", .refused("the host is not ASCII: write its name as xn--…")),
      FaultCase(
        "https://[::ffff:10.0.0.1]/",
        .refused("the host 10.0.0.1 is a private address; --allow-net 10.0.0.1 permits it")),
      FaultCase(
        "https://[64:ff9b::7f00:1]/",
        .refused(
          "the host 64:ff9b::7f00:1 is a NAT64 address; --allow-net 64:ff9b::7f00:1 permits it")
      ),
    ], shownBy: ["EndpointTests.refuses"]),
  Fault(
    59, "proxies and SSLKEYLOGFILE in the environment",
    shownBy: ["StartTests.theEnvironmentHasNoEffect"]),
  Fault(
    60, "http:, ftp:, user information, no host, %00, 64 KB",
    [
      FaultCase(
        "http://h.example/",
        .refused(
          "http is not supported, since it would send customers' data in the clear: the URL must "
            + "start with https://")),
      FaultCase("ftp://h.example/", .refused("the URL must start with https://")),
      FaultCase(
        "https://me:secret@h.example/",
        .refused(
          "the URL holds user information: give credentials with --header @FILE, out of sight")),
      FaultCase("https://?x", .refused("the URL has no host")),
      FaultCase("https://h%00.example/", .refused("'h%00.example' is no host name")),
      FaultCase("https://h.example/\u{1}", .refused("the URL holds a control character")),
      FaultCase(
        "https://h.example/" + String(repeating: "x", count: 65536),
        .refused("the URL is longer than 8192 bytes")),
      // A zero that is escaped is a path like any other.
      FaultCase("a%00b", .delivered(204)),
    ], shownBy: ["EndpointTests.refuses"]),
  Fault(
    61, "a name that is not there, a server of names that fails, or is silent",
    shownBy: [
      "FaultTests.namesThatAreNotFound", "NameTests.serversOfNamesThatFail",
    ]),
]
