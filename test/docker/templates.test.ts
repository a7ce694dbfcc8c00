/** Templates as the real client fills them in: by the types that it reads dockerd's answers into, else by their JSON. Recorded with docker 20.10.24. */
import { beforeAll, expect, test } from 'vitest';
import { type DockerMachine, dockerMachine } from './machine';

let docker: DockerMachine;

beforeAll(() => {
  docker = dockerMachine();
  docker.start();
  docker.run('docker run --name ng1 -d -p 8001:80 -l b=2 -l a=1 lkarrie/nginx1');
});

test.each([
  ['{{json .Config.Volumes}} {{json .HostConfig.Binds}} {{json .Config.ExposedPorts}}', 'null null {"80/tcp":{}}\n0'],
  [
    '{{.Nope}}',
    '\ntemplate parsing error: template: :1:2: executing "" at <.Nope>: map has no entry for key "Nope"\n1',
  ],
  [
    '{{.Config.Nope}}',
    '\ntemplate parsing error: template: :1:9: executing "" at <.Config.Nope>: map has no entry for key "Nope"\n1',
  ],
  ['{{.State.Health}}', '<nil>\n0'],
  [
    '{{.State.Health.Status}}',
    '\ntemplate parsing error: template: :1:8: executing "" at <.State.Health.Status>: map has no entry for key "Health"\n1',
  ],
  [
    '{{.State.Status.Foo}}',
    '\ntemplate parsing error: template: :1:8: executing "" at <.State.Status.Foo>: can\'t evaluate field Foo in type interface {}\n1',
  ],
  ['{{.NetworkSettings.Networks.nope}}', '<no value>\n0'],
  ['{{.NetworkSettings.Networks.nope.IPAddress}}', '<no value>\n0'],
  ['{{.Config.Labels.a}} {{.Config.Labels.zz}}', '1 <no value>\n0'],
  ['{{index .Config.Labels "a"}} {{index .Config.Labels "zz"}}|', '1 |\n0'],
  ['{{index .Args 0}}', '-g\n0'],
  [
    '{{index .Args 9}}',
    '\ntemplate parsing error: template: :1:2: executing "" at <index .Args 9>: error calling index: index out of range: 9\n1',
  ],
  ['{{index .NetworkSettings.Ports "80/tcp"}}', '[map[HostIp:0.0.0.0 HostPort:8001] map[HostIp::: HostPort:8001]]\n0'],
  ['{{(index (index .NetworkSettings.Ports "80/tcp") 0).HostPort}}', '8001\n0'],
  ['{{range $p, $c := .NetworkSettings.Ports}}{{$p}} -> {{(index $c 0).HostPort}}{{end}}', '80/tcp -> 8001\n0'],
  ['{{range $k, $v := .NetworkSettings.Networks}}{{$k}}={{$v.IPAddress}};{{end}}', 'bridge=172.17.0.2;\n0'],
  ['{{if .State.Running}}up{{else}}down{{end}}', 'up\n0'],
  ['{{if eq .State.ExitCode 0}}zero{{else if eq .State.ExitCode 1}}one{{end}}', 'zero\n0'],
  [
    '{{printf "%s %d %v %q %5d|%-8s|%08.3f %t %x" .Name .State.ExitCode .Args .Name 42 "ab" 3.14159 true 255}}',
    '/ng1 0 [-g daemon off;] "/ng1"    42|ab      |0003.142 true ff\n0',
  ],
  ['{{println .Name 1 2 "a" "b"}}', '/ng1 1 2 a b\n\n0'],
  ['{{print .Name 1 2 "a" "b"}}', '/ng11 2ab\n0'],
  [
    '{{join .Args ", "}} {{split .Name "/"}} {{title .State.Status}} {{upper .Name}} {{lower "ABC"}} {{pad .Name 2 3}}| {{truncate .Name 3}}',
    '-g, daemon off; [ ng1] Running /NG1 abc   /ng1   | /ng\n0',
  ],
  [
    '{{and .State.Running .Name}} {{or .State.Paused .Name}} {{not .State.Running}} {{lt 1 2}} {{le 2 2}} {{gt 1 2}} {{ge 1 2}} {{ne 1 2}} {{eq "a" "b" "a"}}',
    '/ng1 /ng1 false true true false false true true\n0',
  ],
  ['{{/* comment */}}x{{- " y " -}} z', 'x y z\n0'],
  ['{{$x := .Name}}{{$x}}{{$x = "q"}}{{$x}} {{$.Name}}', '/ng1q /ng1\n0'],
  ['{{define "T"}}[{{.}}]{{end}}{{template "T" .Name}}{{block "B" .Id}}{{len .}}{{end}}', '[/ng1]64\n0'],
  [
    '{{range .Nope}}{{end}}',
    '\ntemplate parsing error: template: :1:8: executing "" at <.Nope>: map has no entry for key "Nope"\n1',
  ],
  ['{{foo .Name}}', 'template parsing error: template: :1: function "foo" not defined\n64'],
  ['{{.Name', 'template parsing error: template: :1: unclosed action\n64'],
  ['{{if .Name}}x', 'template parsing error: template: :1: unexpected EOF\n64'],
  ['{{end}}', 'template parsing error: template: :1: unexpected {{end}}\n64'],
  ['{{.Name | nope}}', 'template parsing error: template: :1: function "nope" not defined\n64'],
  ['{{$y}}', 'template parsing error: template: :1: undefined variable "$y"\n64'],
  ['{{"a}}', 'template parsing error: template: :1: unterminated quoted string\n64'],
  [
    '{{.Name.Foo.Bar}}',
    '\ntemplate parsing error: template: :1:7: executing "" at <.Name.Foo.Bar>: can\'t evaluate field Foo in type interface {}\n1',
  ],
  [
    '{{len 3}}',
    '\ntemplate parsing error: template: :1:2: executing "" at <len 3>: error calling len: len of type int\n1',
  ],
  ['{{lower 3}}', '\ntemplate parsing error: template: :1:8: executing "" at <3>: expected string; found 3\n1'],
  [
    '{{eq 1 "a"}}',
    '\ntemplate parsing error: template: :1:2: executing "" at <eq 1 "a">: error calling eq: incompatible types for comparison\n1',
  ],
  ['{{eq .State.ExitCode "0"}}', 'true\n0'],
  [
    '{{range 3}}x{{end}}',
    '\ntemplate parsing error: template: :1:8: executing "" at <3>: range can\'t iterate over 3\n1',
  ],
  [
    '{{range .Args}}{{.}},{{else}}none{{end}}|{{range .HostConfig.Binds}}{{.}}{{else}}none{{end}}',
    '-g,daemon off;,|none\n0',
  ],
  [
    '{{template "zz"}}',
    '\ntemplate parsing error: template: :1:11: executing "" at <{{template "zz"}}>: template "zz" not defined\n1',
  ],
  [
    '{{.HostConfig.LogConfig}} {{.HostConfig.RestartPolicy}} {{.HostConfig.PortBindings}} {{.HostConfig.NetworkMode}}',
    '{json-file map[]} {no 0} map[80/tcp:[{ 8001}]] default\n0',
  ],
  [
    '{{.HostConfig.LogConfig.Type}} {{.HostConfig.RestartPolicy.Name}} {{.HostConfig.NetworkMode.IsHost}} {{.HostConfig.NetworkMode.IsDefault}}',
    'json-file no false true\n0',
  ],
  [
    '{{json .NetworkSettings.Ports}} {{json .Args}} {{json "a<b>&"}} {{json .State.Running}}',
    '{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8001"},{"HostIp":"::","HostPort":"8001"}]} ["-g","daemon off;"] "a<b>&" true\n0',
  ],
  ['a\\tb\\n{{"a\\tb"}}{{`r\\t`}}', 'a\\tb\\na\tbr\\t\n0'],
])('docker inspect -f %j', (template, said) => {
  const { stdout, stderr, exitCode } = docker.run(`docker inspect -f '${template}' ng1`);
  expect(`${stdout}${stderr}${exitCode}`).toBe(said);
});

test('pointers in structs have addresses, and a length is that of the text that JSON has', () => {
  const say = (template: string) => docker.run(`docker inspect -f '${template}' ng1`).stdout;
  expect(say('{{.}}')).toMatch(/^\{0xc[0-9a-f]{9} \[\] 0xc[0-9a-f]{9} 0xc[0-9a-f]{9}\}\n$/);
  expect(say('{{.NetworkSettings}}')).toMatch(/ map\[bridge:0xc[0-9a-f]{9}\]\}\n$/);
  expect(say('{{slice .Id 0 3}} {{len .Id}} {{slice .Args 1}}')).toMatch(/^[0-9a-f]{3} 64 \[daemon off;\]\n$/);
  expect(say('{{.Pid | len}}')).toBe('\n');
  expect(say('{{.State.Pid | len}}')).toMatch(/^\d\n$/);
});
