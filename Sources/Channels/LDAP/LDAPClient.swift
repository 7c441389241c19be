import CLDAP
import Core
import Directories
import DirectoriesUseCases
import Foundation
import Kernel

/// Asks LDAP servers by OpenLDAP's libldap, on threads of its own, since that blocks. Each asking is a connection of its
/// own, encrypted but on loopback, whose server is checked against the certificates that the system trusts.
public struct LDAPClient: LDAPDirectory {
  /// For each answer.
  static let limit = 10
  /// People of one page (RFC 2696).
  static let page = 500

  private let threads = ComputingThreads(width: 4, most: 64, busy: "look-ups in directories are under way")

  public init() {}

  public func people(
    _ settings: LDAPSettings, secret: String, most: Int
  ) async throws(LDAPFault) -> [LDAPEntry] {
    try await onThread { () throws(LDAPFault) in
      let link = try LDAPConnection(settings)
      try link.bind(settings.bindDN, secret)
      return try link.search(settings, filter: settings.filter, most: most)
    }
  }

  public func find(
    _ name: String, _ settings: LDAPSettings, secret: String
  ) async throws(LDAPFault) -> [LDAPEntry] {
    let filter = LDAPText.filter(settings, name: name)
    return try await onThread { () throws(LDAPFault) in
      let link = try LDAPConnection(settings)
      try link.bind(settings.bindDN, secret)
      return try link.search(settings, filter: filter, most: 2)
    }
  }

  public func isRight(_ password: String, of dn: String, _ settings: LDAPSettings) async throws(LDAPFault) -> Bool {
    guard !password.isEmpty, !dn.isEmpty else { return false }
    return try await onThread { () throws(LDAPFault) in
      let link = try LDAPConnection(settings)
      return try link.isRight(password, of: dn)
    }
  }

  private func onThread<T: Sendable>(
    _ body: @escaping @Sendable () throws(LDAPFault) -> T
  ) async throws(LDAPFault) -> T {
    do {
      return try await threads.run { try body() }
    } catch let fault as LDAPFault {
      throw fault
    } catch MainstayError.unavailable(let reason) {
      throw .unavailable(reason)
    } catch {
      throw .unavailable("It was not asked to the end.")
    }
  }
}

/// A connection, used by one thread.
private final class LDAPConnection {
  private let handle: OpaquePointer

  /// - Throws: `unavailable` where the server cannot be reached safely.
  init(_ settings: LDAPSettings) throws(LDAPFault) {
    var found: OpaquePointer?
    let made = ldap_initialize(&found, settings.url)
    guard made == LDAP_SUCCESS, let found else {
      throw .unavailable("\(settings.url) cannot be asked: \(LDAPConnection.words(made)).")
    }
    handle = found
    var version = Int32(LDAP_VERSION3)
    ldap_set_option(handle, LDAP_OPT_PROTOCOL_VERSION, &version)
    // What a server answers about others is not followed: the password would go there.
    ldap_set_option(handle, LDAP_OPT_REFERRALS, nil)
    var time = timeval(tv_sec: LDAPClient.limit, tv_usec: 0)
    ldap_set_option(handle, LDAP_OPT_NETWORK_TIMEOUT, &time)
    ldap_set_option(handle, LDAP_OPT_TIMEOUT, &time)
    var demand = Int32(LDAP_OPT_X_TLS_DEMAND)
    ldap_set_option(handle, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand)
    var fresh: Int32 = 0
    ldap_set_option(handle, LDAP_OPT_X_TLS_NEWCTX, &fresh)
    guard settings.url.hasPrefix("ldap://"), !LDAPConnection.isLoopback(settings.url) else { return }
    let started = ldap_start_tls_s(handle, nil, nil)
    guard started == LDAP_SUCCESS else {
      throw .unavailable("\(settings.url) does not begin TLS: \(words(started)).")
    }
  }

  deinit { ldap_unbind_ext_s(handle, nil, nil) }

  private static func isLoopback(_ url: String) -> Bool {
    let host = url.dropFirst("ldap://".count).prefix { $0 != ":" && $0 != "/" }
    return ["127.0.0.1", "localhost"].contains(host) || url.hasPrefix("ldap://[::1]")
  }

  /// Binds as whoever asks for people.
  func bind(_ dn: String, _ secret: String) throws(LDAPFault) {
    guard !secret.isEmpty else { throw .unavailable("The password of \(dn) is missing.") }
    let code = simpleBind(dn, secret)
    guard code == LDAP_SUCCESS else { throw .unavailable("It does not let \(dn) ask: \(words(code)).") }
  }

  /// - Throws: `unavailable` where the server does not say whether it is.
  func isRight(_ password: String, of dn: String) throws(LDAPFault) -> Bool {
    switch simpleBind(dn, password) {
    case LDAP_SUCCESS: return true
    case LDAP_INVALID_CREDENTIALS, LDAP_INAPPROPRIATE_AUTH, LDAP_UNWILLING_TO_PERFORM, LDAP_INSUFFICIENT_ACCESS,
      LDAP_CONSTRAINT_VIOLATION, LDAP_NO_SUCH_OBJECT:
      return false
    case let code: throw .unavailable("It does not look at passwords: \(words(code)).")
    }
  }

  private func simpleBind(_ dn: String, _ password: String) -> Int32 {
    var bytes = Array(password.utf8).map { CChar(bitPattern: $0) }
    defer { for index in bytes.indices { bytes[index] = 0 } }
    return bytes.withUnsafeMutableBufferPointer { buffer in
      var credentials = berval(bv_len: ber_len_t(buffer.count), bv_val: buffer.baseAddress)
      return ldap_sasl_bind_s(handle, dn, ldap_simple_mechanism(), &credentials, nil, nil, nil)
    }
  }

  /// People below the base, page by page.
  func search(_ settings: LDAPSettings, filter: String, most: Int) throws(LDAPFault) -> [LDAPEntry] {
    var found: [LDAPEntry] = []
    let cookie = UnsafeMutablePointer<berval>.allocate(capacity: 1)
    cookie.initialize(to: berval(bv_len: 0, bv_val: nil))
    defer {
      ber_memfree(cookie.pointee.bv_val)
      cookie.deallocate()
    }
    repeat {
      found += try page(settings, filter, cookie)
      guard found.count <= most else { throw .unavailable("It has more than \(most) people for that.") }
    } while cookie.pointee.bv_len > 0
    return found
  }

  private func page(
    _ settings: LDAPSettings, _ filter: String, _ cookie: UnsafeMutablePointer<berval>
  ) throws(LDAPFault) -> [LDAPEntry] {
    var control: UnsafeMutablePointer<LDAPControl>?
    let made = ldap_create_page_control(handle, ber_int_t(LDAPClient.page), cookie, 1, &control)
    guard made == LDAP_SUCCESS else { throw .unavailable("It cannot be asked by pages: \(words(made)).") }
    defer { ldap_control_free(control) }
    var controls = [control, nil]
    var names = LDAPEntry.wanted(settings).map { strdup($0) } + [nil]
    defer { for name in names { free(name) } }
    var result: OpaquePointer?
    var time = timeval(tv_sec: LDAPClient.limit, tv_usec: 0)
    let code = ldap_search_ext_s(
      handle, settings.base, Int32(LDAP_SCOPE_SUBTREE), filter, &names, 0, &controls, nil, &time, 0, &result)
    defer { ldap_msgfree(result) }
    guard code == LDAP_SUCCESS else {
      throw .unavailable("It does not say who is below \(settings.base): \(words(code)).")
    }
    try next(result, cookie)
    var entries: [LDAPEntry] = []
    var entry = ldap_first_entry(handle, result)
    while let one = entry {
      entries.append(read(one, settings))
      entry = ldap_next_entry(handle, one)
    }
    return entries
  }

  /// Takes the mark of the next page out of an answer.
  private func next(_ result: OpaquePointer?, _ cookie: UnsafeMutablePointer<berval>) throws(LDAPFault) {
    ber_memfree(cookie.pointee.bv_val)
    cookie.pointee = berval(bv_len: 0, bv_val: nil)
    var controls: UnsafeMutablePointer<UnsafeMutablePointer<LDAPControl>?>?
    var code: Int32 = 0
    guard ldap_parse_result(handle, result, &code, nil, nil, nil, &controls, 0) == LDAP_SUCCESS else {
      throw .unavailable("Its answer cannot be read.")
    }
    defer { ldap_controls_free(controls) }
    guard let controls, let control = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, nil) else { return }
    var estimate: ber_int_t = 0
    guard ldap_parse_pageresponse_control(handle, control, &estimate, cookie) == LDAP_SUCCESS else {
      throw .unavailable("Its answer does not say where the next page is.")
    }
  }

  private func read(_ entry: OpaquePointer, _ settings: LDAPSettings) -> LDAPEntry {
    let dn = ldap_get_dn(handle, entry)
    defer { ldap_memfree(dn) }
    var attributes: [String: [String]] = [:]
    for name in LDAPEntry.wanted(settings) {
      guard let values = ldap_get_values_len(handle, entry, name) else { continue }
      defer { ldap_value_free_len(values) }
      let count = min(Int(ldap_count_values_len(values)), LDAPConnection.mostValues)
      attributes[name.lowercased()] = (0..<count).compactMap { values[$0] }.map { value in
        let bytes = value.pointee.bv_val.map {
          Array(UnsafeRawBufferPointer(start: $0, count: Int(value.pointee.bv_len)))
        }
        // An id may be bytes: they are written out.
        return LDAPConnection.text(bytes ?? [], isID: name == settings.idAttribute)
      }
    }
    return LDAPEntry(dn: dn.map { String(cString: $0) } ?? "", attributes: attributes)
  }

  private static let mostValues = 1000

  private static func text(_ bytes: [UInt8], isID: Bool) -> String {
    let isPlain = bytes.allSatisfy { (0x21...0x7e).contains($0) }
    if isID { return isPlain && bytes.count != 16 ? String(decoding: bytes, as: UTF8.self) : hexadecimal(bytes) }
    return String(validating: bytes, as: UTF8.self) ?? hexadecimal(bytes)
  }

  private func words(_ code: Int32) -> String {
    var detail: UnsafeMutablePointer<CChar>?
    ldap_get_option(handle, LDAP_OPT_DIAGNOSTIC_MESSAGE, &detail)
    defer { ldap_memfree(detail) }
    let said = detail.map { String(cString: $0) } ?? ""
    return said.isEmpty ? LDAPConnection.words(code) : "\(LDAPConnection.words(code)) (\(said))"
  }

  private static func words(_ code: Int32) -> String { String(cString: ldap_err2string(code)) }
}
