#!/bin/bash
# removeRun.sh NAME FOLDER: removes a run's control groups of this name, and its folder, when the input ends, which
# chainwalk holds: that it was killed is noticed too. It is in no terminal's process group.
name=$1 folder=$2
cat > /dev/null

# Whether nothing is left. A group cannot be removed as long as a process in it has not been waited for, nor the folder
# what the kernel still unmounts.
remove() {
  local root left=0
  for root in /sys/fs/cgroup /sys/fs/cgroup/*; do
    if [ ! -e "$root/cgroup.procs" ] || [ ! -d "$root/$name" ]; then continue; fi
    # Groups are removed from the leaves up (cgroups(7)).
    find "$root/$name" -depth -type d -exec rmdir {} + 2> /dev/null || left=1
  done
  rm -rf --one-file-system "$folder" 2> /dev/null || left=1
  return $left
}
for _ in {1..100}; do
  ! remove || exit 0
  sleep 0.1
done
exit 1
