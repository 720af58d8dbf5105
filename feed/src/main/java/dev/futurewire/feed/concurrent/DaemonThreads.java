package dev.futurewire.feed.concurrent;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;

/**
 * Creates daemon threads that inherit nothing from the thread that creates them. A feed may be started by a part of a program
 * that is unloaded later, so its threads must not retain that part: the context class loader is the system class loader, no
 * inheritable thread-local values and no access control context are copied, and the thread group is the main thread's.
 */
public final class DaemonThreads {
    private DaemonThreads() {}

    /**
     * Creates a daemon thread.
     *
     * @param name the thread's name
     * @param task the task to run
     * @return the thread, not started
     */
    @SuppressWarnings("removal") // on Java 17, a thread retains the access control context of its creator
    public static Thread create(String name, Runnable task) {
        Thread thread = AccessController.doPrivileged(
                (PrivilegedAction<Thread>) () -> new Thread(mainGroup(), task, name, 0, false));
        thread.setDaemon(true);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        return thread;
    }

    /**
     * Returns a factory whose threads all have the same name.
     *
     * @param name the threads' name
     * @return the factory
     */
    public static ThreadFactory factory(String name) {
        return task -> create(name, task);
    }

    private static ThreadGroup mainGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        ThreadGroup parent = group.getParent();
        while (parent != null && parent.getParent() != null) {
            group = parent;
            parent = group.getParent();
        }
        return group;
    }
}
