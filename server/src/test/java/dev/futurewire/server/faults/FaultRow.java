package dev.futurewire.server.faults;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test class that is a row of the table in {@code docs/testing.md}. After its tests, a line with the results and the
 * figures of its {@link FaultReport} is printed.
 */
@ExtendWith(FaultReportExtension.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface FaultRow {
    /** Returns the name of the row. */
    String value();
}
