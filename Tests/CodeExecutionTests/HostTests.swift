import Testing

@testable import CodeExecution

@Suite("What the sandbox asks the host")
struct HostTests {
  @Test("A program is found by its name in the first folder that has it")
  func find() {
    #expect(HostFiles.find("sh", in: "/nowhere:/bin") == "/bin/sh")
    #expect(HostFiles.find("no-such-program", in: "/usr/bin:/bin") == nil)
    #expect(HostFiles.find("sh", in: "relative:") == nil)
    #expect(HostFiles.find("bin", in: "/usr") == nil, "a folder is no program")
  }

  @Test("A path splits into its folder and its name")
  func split() {
    #expect(HostFiles.split("/usr/bin/python3") == ("/usr/bin", "python3"))
    #expect(HostFiles.split("/python3") == ("/", "python3"))
  }

  @Test("Links are told from files and folders")
  func links() {
    #expect(HostFiles.linkTarget("/proc/self/exe")?.hasPrefix("/") == true)
    #expect(HostFiles.linkTarget("/etc") == nil)
    #expect(HostFiles.linkTarget("/nowhere") == nil)
    #expect(HostFiles.isDirectory("/etc"))
    #expect(!HostFiles.isDirectory("/etc/hostname"))
  }
}
