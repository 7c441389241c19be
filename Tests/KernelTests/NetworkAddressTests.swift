import Kernel
import Testing

@Suite("Addresses of the network", .timeLimit(.minutes(10)))
struct NetworkAddressTests {
  @Test(
    "are read as they are written, and written as RFC 5952 has it",
    arguments: [
      ("192.0.2.1", "192.0.2.1"), ("255.255.255.255", "255.255.255.255"), ("::", "::"), ("::1", "::1"), ("1::", "1::"),
      ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
      ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
      ("fe80::1%eth0", "fe80::1"), ("::ffff:192.0.2.1", "::ffff:192.0.2.1"), ("::ffff:c000:201", "::ffff:192.0.2.1"),
      ("64:ff9b::192.0.2.1", "64:ff9b::c000:201"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ])
  func reads(_ written: String, _ text: String) throws {
    let address = try #require(NetworkAddress(written))
    #expect(address.text == text)
    #expect(NetworkAddress(address.text) == address)
  }

  @Test(
    "what is none is none",
    arguments: [
      "", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.-4", "1..2.3", "1.2.3.4:80", ":", ":::",
      "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "::g", "1:2:3:4:5:6:7:8::", "[::1]", "::1.2.3",
      "1.2.3.4::", "2130706433", String(repeating: "1:", count: 40),
    ])
  func refuses(_ written: String) { #expect(NetworkAddress(written) == nil) }

  @Test("have networks, and IPv4 within IPv6 is IPv4")
  func networks() throws {
    let four = try #require(NetworkAddress("198.51.100.77"))
    #expect([four.network(v4: 24, v6: 48), four.network(v4: 32, v6: 48)] == ["198.51.100.0/24", "198.51.100.77"])
    let six = try #require(NetworkAddress("2001:db8:1:2:3::1"))
    #expect(six.network(v4: 24, v6: 48) == "2001:db8:1::/48" && six.network(v4: 24, v6: 64) == "2001:db8:1:2::/64")
    #expect(six.unmapped == six)
    let mapped = try #require(NetworkAddress("::ffff:10.0.0.1"))
    #expect(mapped.unmapped.text == "10.0.0.1")
  }
}
