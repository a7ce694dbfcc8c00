/** The types that the client reads the engine's answers into. moby: api/types. */
import { type GoType, readTypes } from '../format/goType';
import type { EngineChange, EngineRelease } from '../release';

/** What can be inspected. */
export type InspectedType = 'types.ContainerJSON' | 'types.ImageInspect' | 'types.NetworkResource' | 'types.Volume';

/** A type as a release's client has it. */
export function inspectedType(name: InspectedType, { changes }: EngineRelease): GoType {
  return readTypes(DECLARATIONS, (change) => changes.has(change as EngineChange))(name);
}

const DECLARATIONS = `
types.ContainerJSON struct
  *types.ContainerJSONBase
  Mounts []types.MountPoint
  Config *container.Config
  NetworkSettings *types.NetworkSettings

types.ContainerJSONBase struct
  ID string json Id
  Created string
  Path string
  Args []string
  State *types.ContainerState
  Image string
  ResolvConfPath string
  HostnamePath string
  HostsPath string
  LogPath string
  Node *struct {} omitempty until dnsNames
  Name string
  RestartCount int
  Driver string
  Platform string
  MountLabel string
  ProcessLabel string
  AppArmorProfile string
  ExecIDs []string
  HostConfig *container.HostConfig
  GraphDriver types.GraphDriverData
  SizeRw *int64 omitempty
  SizeRootFs *int64 omitempty

types.ContainerState struct
  Status string
  Running bool
  Paused bool
  Restarting bool
  OOMKilled bool
  Dead bool
  Pid int
  ExitCode int
  Error string
  StartedAt string
  FinishedAt string
  Health *types.Health omitempty

types.Health struct
  Status string
  FailingStreak int
  Log []string

types.MountPoint struct
  Type string omitempty
  Name string omitempty
  Source string
  Destination string
  Driver string omitempty
  Mode string
  RW bool
  Propagation string

mount.Mount struct
  Type string omitempty
  Source string omitempty
  Target string omitempty
  ReadOnly bool omitempty

types.GraphDriverData struct
  Data map[string]string
  Name string

nat.Port = string

nat.PortMap = map[nat.Port][]nat.PortBinding

nat.PortSet = map[nat.Port]struct {}

nat.PortBinding struct
  HostIP string json HostIp
  HostPort string

strslice.StrSlice = []string

container.Config struct
  Hostname string
  Domainname string
  User string
  AttachStdin bool
  AttachStdout bool
  AttachStderr bool
  ExposedPorts nat.PortSet omitempty
  Tty bool
  OpenStdin bool
  StdinOnce bool
  Env []string
  Cmd strslice.StrSlice
  Healthcheck *struct {} omitempty
  ArgsEscaped bool omitempty
  Image string
  Volumes map[string]struct {}
  WorkingDir string
  Entrypoint strslice.StrSlice
  NetworkDisabled bool omitempty
  MacAddress string omitempty until inspectsLess
  OnBuild []string
  Labels map[string]string
  StopSignal string omitempty
  StopTimeout *int omitempty
  Shell strslice.StrSlice omitempty

container.NetworkMode = string

container.HostConfig struct
  Binds []string
  ContainerIDFile string
  LogConfig container.LogConfig
  NetworkMode container.NetworkMode
  PortBindings nat.PortMap
  RestartPolicy container.RestartPolicy
  AutoRemove bool
  VolumeDriver string
  VolumesFrom []string
  ConsoleSize [2]uint since inspectsConsoleFirst
  CapAdd strslice.StrSlice
  CapDrop strslice.StrSlice
  CgroupnsMode string
  DNS []string json Dns
  DNSOptions []string json DnsOptions
  DNSSearch []string json DnsSearch
  ExtraHosts []string
  GroupAdd []string
  IpcMode string
  Cgroup string
  Links []string
  OomScoreAdj int
  PidMode string
  Privileged bool
  PublishAllPorts bool
  ReadonlyRootfs bool
  SecurityOpt []string
  StorageOpt map[string]string omitempty
  Tmpfs map[string]string omitempty
  UTSMode string
  UsernsMode string
  ShmSize int64
  Sysctls map[string]string omitempty
  Runtime string omitempty
  ConsoleSize [2]uint until inspectsConsoleFirst
  Isolation string
  container.Resources
  Mounts []mount.Mount omitempty
  MaskedPaths []string
  ReadonlyPaths []string
  Init *bool omitempty

container.LogConfig struct
  Type string
  Config map[string]string

container.RestartPolicy struct
  Name string
  MaximumRetryCount int

container.Resources struct
  CPUShares int64 json CpuShares
  Memory int64
  NanoCPUs int64 json NanoCpus
  CgroupParent string
  BlkioWeight uint16
  BlkioWeightDevice []*struct {}
  BlkioDeviceReadBps []*struct {}
  BlkioDeviceWriteBps []*struct {}
  BlkioDeviceReadIOps []*struct {}
  BlkioDeviceWriteIOps []*struct {}
  CPUPeriod int64 json CpuPeriod
  CPUQuota int64 json CpuQuota
  CPURealtimePeriod int64 json CpuRealtimePeriod
  CPURealtimeRuntime int64 json CpuRealtimeRuntime
  CpusetCpus string
  CpusetMems string
  Devices []struct {}
  DeviceCgroupRules []string
  DeviceRequests []struct {}
  KernelMemory int64 until inspectsConsoleFirst
  KernelMemoryTCP int64 until inspectsConsoleFirst
  MemoryReservation int64
  MemorySwap int64
  MemorySwappiness *int64
  OomKillDisable *bool
  PidsLimit *int64
  Ulimits []*struct {}
  CPUCount int64 json CpuCount
  CPUPercent int64 json CpuPercent
  IOMaximumIOps uint64
  IOMaximumBandwidth uint64

types.NetworkSettings struct
  types.NetworkSettingsBase
  types.DefaultNetworkSettings until inspectsLess
  Networks map[string]*network.EndpointSettings

types.NetworkSettingsBase struct
  Bridge string until inspectsLess
  SandboxID string
  SandboxKey string since dnsNames
  Ports nat.PortMap since dnsNames
  HairpinMode bool until inspectsLess
  LinkLocalIPv6Address string until inspectsLess
  LinkLocalIPv6PrefixLen int until inspectsLess
  Ports nat.PortMap until dnsNames
  SandboxKey string until dnsNames
  SecondaryIPAddresses []string until inspectsLess
  SecondaryIPv6Addresses []string until inspectsLess

types.DefaultNetworkSettings struct
  EndpointID string
  Gateway string
  GlobalIPv6Address string
  GlobalIPv6PrefixLen int
  IPAddress string
  IPPrefixLen int
  IPv6Gateway string
  MacAddress string

network.EndpointSettings struct
  IPAMConfig *network.EndpointIPAMConfig
  Links []string
  Aliases []string
  MacAddress string since dnsNames until inspectsLess
  DriverOpts map[string]string since sortedPorts
  GwPriority int since gatewayPriority
  NetworkID string
  EndpointID string
  Gateway string
  IPAddress string
  MacAddress string since inspectsLess
  IPPrefixLen int
  IPv6Gateway string
  GlobalIPv6Address string
  GlobalIPv6PrefixLen int
  MacAddress string until dnsNames
  DriverOpts map[string]string until sortedPorts
  DNSNames []string since dnsNames

network.EndpointIPAMConfig struct
  IPv4Address string omitempty
  IPv6Address string omitempty
  LinkLocalIPs []string omitempty

types.NetworkResource struct
  Name string
  ID string json Id
  Created time.Time
  Scope string
  Driver string
  EnableIPv4 bool since gatewayPriority
  EnableIPv6 bool
  IPAM network.IPAM
  Internal bool
  Attachable bool
  Ingress bool
  ConfigFrom network.ConfigReference
  ConfigOnly bool
  Containers map[string]types.EndpointResource
  Options map[string]string
  Labels map[string]string
  Peers []struct {} omitempty
  Services map[string]struct {} omitempty

network.IPAM struct
  Driver string
  Options map[string]string
  Config []network.IPAMConfig

network.IPAMConfig struct
  Subnet string omitempty
  IPRange string omitempty
  Gateway string omitempty
  AuxAddress map[string]string json AuxiliaryAddresses omitempty

network.ConfigReference struct
  Network string

types.EndpointResource struct
  Name string
  EndpointID string
  MacAddress string
  IPv4Address string
  IPv6Address string

types.ImageInspect struct
  ID string json Id
  RepoTags []string
  RepoDigests []string
  Parent string
  Comment string
  Created string
  Container string
  ContainerConfig *container.Config
  DockerVersion string
  Author string
  Config *container.Config
  Architecture string
  Variant string omitempty
  Os string
  OsVersion string omitempty
  Size int64
  VirtualSize int64
  GraphDriver types.GraphDriverData
  RootFS types.RootFS
  Metadata types.ImageMetadata

types.RootFS struct
  Type string
  Layers []string omitempty
  BaseLayer string omitempty

types.ImageMetadata struct
  LastTagTime time.Time omitempty

types.Volume struct
  CreatedAt string omitempty
  Driver string
  Labels map[string]string
  Mountpoint string
  Name string
  Options map[string]string
  Scope string
  Status map[string]interface {} omitempty
  UsageData *struct {} omitempty
`;
