import Foundation
import MainstayCLI

@main struct Main {
  static func main() async {
    exit(await MainstayCommand.runToEnd(Array(CommandLine.arguments.dropFirst())).rawValue)
  }
}
