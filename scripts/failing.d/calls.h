CALL(read) CALL(write) CALL(send) CALL(open) CALL(fcntl) CALL(close) CALL(poll) CALL(fsync)
CALL(access) CALL(stat) CALL(fstat) CALL(pipe) CALL(socket) CALL(bind) CALL(listen) CALL(connect)
CALL(accept4) CALL(shutdown) CALL(fchmod) CALL(unlink) CALL(flock) CALL(epoll_create1)
CALL(epoll_ctl) CALL(epoll_wait) CALL(timerfd_create) CALL(timerfd_settime)
