#!/bin/bash
# A systemctl for machines without systemd. It starts the engine as its unit does: with the command line of Docker's own
# unit file, and a socket that is handed over as systemd hands it.
dockerd=(/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock)

start_containerd() {
  ! pgrep -x containerd > /dev/null || return 0
  setsid /usr/bin/containerd > /run/containerd.log 2>&1 < /dev/null &
  for _ in {1..100}; do
    [ ! -S /run/containerd/containerd.sock ] || return 0
    sleep 0.1
  done
  tail -n 3 /run/containerd.log >&2
  return 1
}

start_docker() {
  ! pgrep -x dockerd > /dev/null || return 0
  start_containerd || return 1
  setsid perl /run/chainwalk/scripts/withSocket.pl /run/docker.sock "${dockerd[@]}" > /run/dockerd.log 2>&1 < /dev/null &
  for _ in {1..300}; do
    ! docker info > /dev/null 2>&1 || return 0
    kill -0 $! 2> /dev/null || break
    sleep 0.1
  done
  echo 'Job for docker.service failed because the control process exited with error code.' >&2
  echo 'See "systemctl status docker.service" and "journalctl -xeu docker.service" for details.' >&2
  return 1
}

stop() {
  local pid
  for pid in $(pgrep -x "$1"); do
    kill "$pid"
    while [ -d "/proc/$pid" ]; do sleep 0.1; done
  done
}

say_whether_docker_runs() {
  if pgrep -x dockerd > /dev/null; then
    echo active
  else
    echo inactive
    exit 3
  fi
}

verb=$1
shift
for unit in "$@"; do
  case $verb:${unit%.service} in
    start:docker) start_docker ;;
    stop:docker) stop dockerd ;;
    restart:docker)
      stop dockerd
      start_docker
      ;;
    start:containerd) start_containerd ;;
    stop:containerd) stop containerd ;;
    is-active:docker) say_whether_docker_runs ;;
    *)
      echo "systemctl: there is no '$verb $unit' on the real machines" >&2
      exit 1
      ;;
  esac || exit
done
[ $# -gt 0 ] || [ "$verb" = daemon-reload ] || {
  echo "systemctl: there is no '$verb' on the real machines" >&2
  exit 1
}
