import Kernel
import MainstayServer

extension DatabaseOptions {
  /// Opens the product on the chosen database, runs `body` as the command line, and closes it. On a disk that is mounted
  /// read-only it is opened to be looked at: what reads works there, and what writes is refused with the reason.
  /// - Parameter creating: Whether a SQLite file that is not there is made.
  func onProduct<T: Sendable>(
    creating: Bool = false, _ body: (Product, Principal) async throws -> T
  ) async throws -> T {
    let configuration = try configuration()
    if Product.standsStill(configuration) { return try await onUnchangedProduct(body) }
    return try await on(Product.open(configuration, creating: creating, sealing: false), body)
  }

  /// Opens the product to look at it and to change nothing, runs `body` as the command line, and closes it.
  func onUnchangedProduct<T: Sendable>(_ body: (Product, Principal) async throws -> T) async throws -> T {
    let product = try await Product.openUnchanged(configuration())
    if let remark = product.remark { Say.aside(remark) }
    return try await on(product, body)
  }

  private func on<T: Sendable>(_ product: Product, _ body: (Product, Principal) async throws -> T) async throws -> T {
    do {
      let value = try await body(product, .system("command-line"))
      await product.close()
      return value
    } catch {
      await product.close()
      throw error
    }
  }
}
