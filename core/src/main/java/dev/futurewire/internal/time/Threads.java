package dev.futurewire.internal.time;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.function.Supplier;

/**
 * Creates the library's threads. Most of them outlive the part of the program that causes their start, so they retain
 * nothing of it. Their context class loader is the system class loader. They belong to the main thread's group and
 * inherit neither thread-local values nor an access control context, which references the classes on the stack.
 */
public final class Threads {
    private Threads() {}

    /**
     * Creates a daemon thread.
     *
     * @param name the thread's name
     * @param task the task to run
     * @return the thread, not started
     */
    public static Thread daemon(String name, Runnable task) {
        Thread thread = make(() -> new Thread(mainGroup(), task, name, 0, false));
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Resets the current thread's context class loader to the system class loader, in case earlier user code has
     * changed it.
     */
    public static void resetLoader() {
        Thread.currentThread().setContextClassLoader(ClassLoader.getSystemClassLoader());
    }

    /**
     * Creates a thread that inherits nothing from the current one.
     *
     * @param maker creates the thread
     * @param <T> the thread's class
     * @return the thread, not started
     */
    @SuppressWarnings("removal") // on Java 17 a thread retains the access control context of its creation
    public static <T extends Thread> T make(Supplier<T> maker) {
        T thread = AccessController.doPrivileged((PrivilegedAction<T>) maker::get);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        return thread;
    }

    /**
     * Returns the thread group of the main thread. A group created by the program may have limits, or be destroyed
     * earlier.
     *
     * @return the group
     */
    public static ThreadGroup mainGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        ThreadGroup parent = group.getParent();
        while (parent != null && parent.getParent() != null) {
            group = parent;
            parent = group.getParent();
        }
        return group;
    }
}
