package dev.futurewire.benchmarks.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A request to the load client: the kind of work, and parameters by name. */
record Request(String work, Map<String, String> values) {
    static Request parse(String line) {
        String[] words = line.trim().split(" +", -1);
        Map<String, String> values = new HashMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("not name=value: " + words[i]);
            }
            values.put(words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        return new Request(words[0], values);
    }

    InetSocketAddress server() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), number("port"));
    }

    int number(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(work + " needs " + name + "=N");
        }
        return Integer.parseInt(value);
    }

    long nanos(String name) {
        return TimeUnit.SECONDS.toNanos(number(name));
    }

    boolean is(String name, String value) {
        return value.equals(values.get(name));
    }
}
