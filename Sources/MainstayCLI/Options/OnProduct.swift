import Kernel
import MainstayServer

extension DatabaseOptions {
  /// Opens the product on the chosen database, runs `body` as the command line, and closes it.
  /// - Parameter creating: Whether a SQLite file that is not there is made.
  func onProduct<T: Sendable>(
    creating: Bool = false, _ body: (Product, Principal) async throws -> T
  ) async throws -> T {
    try await on(Product.open(configuration(), creating: creating, sealing: false), body)
  }

  /// Opens the product to look at it and to change nothing, runs `body` as the command line, and closes it.
  func onUnchangedProduct<T: Sendable>(_ body: (Product, Principal) async throws -> T) async throws -> T {
    try await on(Product.openUnchanged(configuration()), body)
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
