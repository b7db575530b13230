import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A fact about the whole installation, such as the run id of the marker workflow. */
@Entity('settings')
export class SettingEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'settings_pkey' })
  key!: string;

  @Column('text')
  value!: string;
}
