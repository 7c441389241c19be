import Foundation

extension Configuration {
  /// What people call this node: as it is set, else its host with the port that tells it from others there, or with
  /// the number of the process where the system chose the port.
  var nodeLabel: String {
    if let nodeName { return nodeName }
    let process = ProcessInfo.processInfo
    let host = process.hostName.prefix { $0 != ":" && $0 != "@" }
    return port > 0 ? "\(host) port \(port)" : "\(host) process \(process.processIdentifier)"
  }
}
