package dev.futurewire.internal.time;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.function.Supplier;

/**
 * Makes the library's threads. Most of them outlive the part of the program that happens to start them, so they keep nothing
 * of it: their context class loader is the system class loader, they inherit no thread-local values and no access control
 * context, which names the classes on the stack, and they belong to the main thread's group.
 */
public final class Threads {
    private Threads() {}

    /**
     * Makes a thread that does not keep the program running.
     *
     * @param name of the thread
     * @param task what it runs
     * @return the thread, not started
     */
    public static Thread daemon(String name, Runnable task) {
        Thread thread = make(() -> new Thread(mainGroup(), task, name, 0, false));
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Lets user code on the current thread find the loader that is promised to it, and not the one that earlier code has set.
     */
    public static void resetLoader() {
        Thread.currentThread().setContextClassLoader(ClassLoader.getSystemClassLoader());
    }

    /**
     * Makes a thread that inherits nothing from this one.
     *
     * @param maker makes it
     * @param <T> its class
     * @return the thread, not started
     */
    @SuppressWarnings("removal") // on Java 17 a thread keeps the access control context it is made in until it ends
    public static <T extends Thread> T make(Supplier<T> maker) {
        T thread = AccessController.doPrivileged((PrivilegedAction<T>) maker::get);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        return thread;
    }

    /**
     * The group of the program's main thread. One that the program has made may have limits, or be ended before us.
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
